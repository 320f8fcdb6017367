#include "core/stages/access_log.hpp"

#include <array>
#include <charconv>
#include <string_view>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "core/call.hpp"
#include "core/code_map.hpp"
#include "core/method.hpp"
#include "core/text.hpp"

namespace duet::core {

void AccessLog::after(Call& call, const duet_reply& reply) noexcept {
  if (!base::log::enabled(base::log::Level::info)) return;
  std::array<char, 24> digits;
  const std::int64_t micros = (base::monotonic_ns() - call.started_ns()) / 1000;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), micros).ptr;

  base::log::write(base::log::Level::info, "call",
                   {{"verb", call.verb},
                    {"target", call.target},
                    {"method", call.method != nullptr ? std::string_view(call.method->full_name) : "-"},
                    {"code", code_name(reply.code)},
                    {"duration_us", {digits.data(), static_cast<std::size_t>(end - digits.data())}},
                    {"peer", view(call.request.peer)},
                    {"request_id", view(call.request.request_id)}});
}

}  // namespace duet::core
