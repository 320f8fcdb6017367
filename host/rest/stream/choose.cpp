#include "rest/stream/choose.hpp"

#include <duet/abi/description.h>

#include <memory>
#include <string>

#include "core/code_map.hpp"
#include "core/method.hpp"
#include "rest/media.hpp"
#include "rest/stream/ndjson.hpp"

namespace duet::rest {

std::optional<core::Failure> choose_reader(core::Call& call, std::string_view content_type, const RestOptions& options,
                                           Exchange& exchange) {
  if (!matches_type(content_type, "application/x-ndjson")) {
    return core::Failure{core::kInvalidArgument,
                         call.method->full_name + " takes a stream: send 'Content-Type: application/x-ndjson'", 415};
  }
  const std::uint64_t limit = core::limit_of(*call.method, options.limits.body_bytes);
  exchange.reader = keep(call, std::make_unique<NdjsonReader>(limit));
  call.request.encoding = DUET_JSON;
  return std::nullopt;
}

std::optional<core::Failure> choose_writer(core::Call& call, std::string_view /*accept*/, Exchange& exchange) {
  exchange.writer = keep(call, std::make_unique<NdjsonWriter>());
  call.request.reply_encoding = DUET_JSON;
  return std::nullopt;
}

}  // namespace duet::rest
