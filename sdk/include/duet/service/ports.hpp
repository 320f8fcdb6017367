// What a call holds for its handler: the request, if it comes whole, and the readers and writers that the handler
// takes.
#pragma once

#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

#include "../stream.hpp"
#include "../task/ends.hpp"
#include "read_request.hpp"

namespace duet::detail {

template <class... Ends>
class Ports {
 public:
  explicit Ports(const Line& line) : ends_((static_cast<void>(sizeof(Ends)), line)...) {}

  Inlet* in() {
    Inlet* found = nullptr;
    std::apply([&](auto&... end) { (((found == nullptr) && (found = EndAccess::in(end))), ...); }, ends_);
    return found;
  }
  Outlet* out() {
    Outlet* found = nullptr;
    std::apply([&](auto&... end) { (((found == nullptr) && (found = EndAccess::out(end))), ...); }, ends_);
    return found;
  }
  // Why a message could not be read, or null.
  const Failure* unread() const {
    const Failure* found = nullptr;
    std::apply([&](auto&... end) { (((found == nullptr) && (found = EndAccess::unread(end))), ...); }, ends_);
    return found;
  }

 protected:
  // f(ends...)
  template <class Function>
  decltype(auto) with_ends(Function&& f) {
    return std::apply(std::forward<Function>(f), ends_);
  }

 private:
  std::tuple<Ends...> ends_;
};

// Of a method whose request comes whole; `Parameter` is what its handler takes it as.
template <class Parameter, class... Ends>
class WholeRequest : public Ports<Ends...> {
 public:
  using Ports<Ends...>::Ports;

  std::optional<Failure> read(const duet_request& request) { return read_request(request, in_); }

  template <class Plugin, class Handler>
  auto start(Plugin& plugin, Handler handler, Call& call) {
    return this->with_ends(
        [&](auto&... ends) { return (plugin.*handler)(static_cast<Parameter&&>(in_), ends..., call); });
  }

 private:
  std::remove_cvref_t<Parameter> in_{};
};

// Of a method whose request is a stream.
template <class... Ends>
class StreamedRequest : public Ports<Ends...> {
 public:
  using Ports<Ends...>::Ports;

  std::optional<Failure> read(const duet_request&) { return std::nullopt; }

  template <class Plugin, class Handler>
  auto start(Plugin& plugin, Handler handler, Call& call) {
    return this->with_ends([&](auto&... ends) { return (plugin.*handler)(ends..., call); });
  }
};

}  // namespace duet::detail
