// A handler that is a plain function: decoded, called and answered within invoke(), all of it on the stack.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "answer.hpp"
#include "entry.hpp"
#include "handler.hpp"
#include "outcome.hpp"

namespace duet::detail {

template <class Plugin, class Handler>
class PlainMethod final : public TypedMethod<Plugin, HandlerTraits<Handler>> {
  using Traits = HandlerTraits<Handler>;

 public:
  PlainMethod(std::string_view name, Handler handler) : TypedMethod<Plugin, Traits>(name), handler_(handler) {}

  std::size_t state_bytes() const override { return 0; }

  void invoke(Plugin& plugin, const duet_host* host, duet_call handle, const duet_request& request,
              void*) const noexcept override {
    Answer answer(host, handle);
    std::optional<Failure> failure;
    try {
      failure = run(plugin, host, handle, request, answer);
    } catch (...) {
      return answer.finish_with_current_exception(this->full_name());
    }
    finish<Traits>(answer, failure);
  }

 private:
  std::optional<Failure> run(Plugin& plugin, const duet_host* host, duet_call handle, const duet_request& request,
                             Answer& answer) const {
    Call call(host, handle, &request);
    typename Traits::Ports ports(Line{host, handle, request, call, /*may_wait=*/true});
    if (auto failure = ports.read(request)) return failure;
    auto result = ports.start(plugin, handler_, call);
    return settle<Traits>(request, std::move(result), ports.unread(), call, answer);
  }

  Handler handler_;
};

}  // namespace duet::detail
