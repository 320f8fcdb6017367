// A handler that is a plain function: decoded, called and answered within invoke(), all of it on the stack.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "../result.hpp"
#include "answer.hpp"
#include "entry.hpp"
#include "read_request.hpp"
#include "write_answer.hpp"

namespace duet::detail {

template <class Plugin, class Handler, class Parameter, class In, class Out>
class PlainMethod final : public TypedMethod<Plugin, In, Out> {
 public:
  PlainMethod(std::string_view name, Handler handler) : TypedMethod<Plugin, In, Out>(name), handler_(handler) {}

  std::size_t state_bytes() const override { return 0; }

  void invoke(Plugin& plugin, const duet_host* host, duet_call handle, const duet_request& request,
              void*) const noexcept override {
    Answer answer(host, handle);
    try {
      std::optional<Failure> failure = run(plugin, host, handle, request, answer);
      if (failure) return answer.finish_with(*failure);
    } catch (...) {
      return answer.finish_with_current_exception(this->full_name());
    }
    answer.finish_with_body();
  }

 private:
  std::optional<Failure> run(Plugin& plugin, const duet_host* host, duet_call handle, const duet_request& request,
                             Answer& answer) const {
    In in{};
    if (auto failure = read_request(request, in)) return failure;
    Call call(host, handle, &request);
    Result<Out> result = (plugin.*handler_)(static_cast<Parameter&&>(in), call);
    answer.set_headers(call.take_headers(), call.take_trailers());
    if (!result.ok()) return Failure{std::move(result).status()};
    write_answer(request, *result, answer);
    return std::nullopt;
  }

  Handler handler_;
};

}  // namespace duet::detail
