// What a call holds for the bodies that its handler reads or writes in pieces, and how the handler gets them.
#pragma once

#include <cstdint>

#include "../abi/description.h"
#include "../body.hpp"
#include "../call.hpp"

namespace duet::detail {

struct NoBodies {
  static constexpr std::uint32_t kFlags = 0;
  NoBodies(const duet_host*, duet_call, Call&) {}
  BodyReader* in() { return nullptr; }
  BodyWriter* out() { return nullptr; }
  template <class Plugin, class Handler, class In>
  auto start(Plugin& plugin, Handler handler, In&& request, Call& call) {
    return (plugin.*handler)(static_cast<In&&>(request), call);
  }
};

struct Upload {
  static constexpr std::uint32_t kFlags = DUET_RAW_REQUEST;
  Upload(const duet_host* host, duet_call handle, Call&) : reader(host, handle) {}
  BodyReader* in() { return &reader; }
  BodyWriter* out() { return nullptr; }
  template <class Plugin, class Handler, class In>
  auto start(Plugin& plugin, Handler handler, In&& request, Call& call) {
    return (plugin.*handler)(static_cast<In&&>(request), reader, call);
  }
  BodyReader reader;
};

struct Download {
  static constexpr std::uint32_t kFlags = DUET_RAW_REPLY;
  Download(const duet_host* host, duet_call handle, Call& call) : writer(host, handle, call) {}
  BodyReader* in() { return nullptr; }
  BodyWriter* out() { return &writer; }
  template <class Plugin, class Handler, class In>
  auto start(Plugin& plugin, Handler handler, In&& request, Call& call) {
    return (plugin.*handler)(static_cast<In&&>(request), writer, call);
  }
  BodyWriter writer;
};

struct Transfer {
  static constexpr std::uint32_t kFlags = DUET_RAW_REQUEST | DUET_RAW_REPLY;
  Transfer(const duet_host* host, duet_call handle, Call& call) : reader(host, handle), writer(host, handle, call) {}
  BodyReader* in() { return &reader; }
  BodyWriter* out() { return &writer; }
  template <class Plugin, class Handler, class In>
  auto start(Plugin& plugin, Handler handler, In&& request, Call& call) {
    return (plugin.*handler)(static_cast<In&&>(request), reader, writer, call);
  }
  BodyReader reader;
  BodyWriter writer;
};

}  // namespace duet::detail
