#include "rest/stream/choose.hpp"

#include <duet/abi/description.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string>

#include "core/code_map.hpp"
#include "core/method.hpp"
#include "rest/http_text.hpp"
#include "rest/media.hpp"
#include "rest/stream/events.hpp"
#include "rest/stream/json_array.hpp"
#include "rest/stream/ndjson.hpp"

namespace duet::rest {
namespace {

enum class Form { kNdjson, kArray, kEvents };

// The one that is taken where a client takes several alike is the first.
constexpr std::array kForms{Form::kNdjson, Form::kArray, Form::kEvents};

bool is_ndjson(std::string_view type) {
  return matches_type(type, "application/x-ndjson") || matches_type(type, "application/ndjson") ||
         matches_type(type, "application/jsonl");
}

bool names(std::string_view type, Form form) {
  switch (form) {
    case Form::kNdjson:
      return is_ndjson(type);
    case Form::kArray:
      return matches_type(type, "application/json");
    default:
      return matches_type(type, "text/event-stream");
  }
}

bool covers(std::string_view range, Form form) {
  return range == "*/*" || matches_type(range, form == Form::kEvents ? "text/*" : "application/*");
}

// Which form an Accept field prefers; nothing if it takes none.
std::optional<Form> preferred(std::string_view accept) {
  if (accept.empty()) return kForms.front();
  // -1 = not mentioned.
  std::array<int, kForms.size()> named{-1, -1, -1};
  std::array<int, kForms.size()> covered{-1, -1, -1};
  std::array<std::size_t, kForms.size()> place{};
  std::size_t items = 0;
  while (!accept.empty()) {
    std::string_view parameters = next_item(accept, ',');
    const std::string_view type = next_item(parameters, ';');
    const int weight = weight_of(parameters);
    ++items;
    for (std::size_t i = 0; i < kForms.size(); ++i) {
      if (names(type, kForms[i])) {
        if (weight > named[i]) named[i] = weight, place[i] = items;
      } else if (type.ends_with("/*") && covers(type, kForms[i])) {
        covered[i] = std::max(covered[i], weight);
      }
    }
  }
  // A type's own weight counts before that of a range it is in; what is named goes before what is only covered.
  std::optional<std::size_t> best;
  const auto weight_at = [&](std::size_t i) { return named[i] >= 0 ? named[i] : covered[i]; };
  const auto place_at = [&](std::size_t i) { return named[i] >= 0 ? place[i] : items + i + 1; };
  for (std::size_t i = 0; i < kForms.size(); ++i) {
    if (weight_at(i) <= 0) continue;
    const bool better =
        !best || weight_at(i) > weight_at(*best) || (weight_at(i) == weight_at(*best) && place_at(i) < place_at(*best));
    if (better) best = i;
  }
  return best ? std::optional(kForms[*best]) : std::nullopt;
}

std::unique_ptr<MessageWriter> make_writer(Form form) {
  switch (form) {
    case Form::kNdjson:
      return std::make_unique<NdjsonWriter>();
    case Form::kArray:
      return std::make_unique<JsonArrayWriter>();
    default:
      return std::make_unique<EventsWriter>();
  }
}

}  // namespace

std::optional<core::Failure> choose_reader(core::Call& call, std::string_view content_type, const RestOptions& options,
                                           Exchange& exchange) {
  const bool is_array = matches_type(content_type, "application/json") && encoding_of(content_type) == DUET_JSON;
  if ((!is_array && !is_ndjson(content_type)) || (call.method->encodings & DUET_JSON) == 0) {
    return core::Failure{core::kInvalidArgument,
                         call.method->full_name +
                             " takes a stream: send lines of JSON with 'Content-Type: application/x-ndjson', or the "
                             "elements of an array with 'Content-Type: application/json'",
                         415};
  }
  const std::uint64_t limit = core::limit_of(*call.method, options.limits.body_bytes);
  if (is_array) {
    exchange.reader = keep(call, std::make_unique<JsonArrayReader>(limit));
  } else {
    exchange.reader = keep(call, std::make_unique<NdjsonReader>(limit));
  }
  call.request.encoding = DUET_JSON;
  return std::nullopt;
}

std::optional<core::Failure> choose_writer(core::Call& call, std::string_view accept, Exchange& exchange) {
  const std::optional<Form> form = preferred(accept);
  if (!form || (call.method->encodings & DUET_JSON) == 0) {
    return core::Failure{core::kInvalidArgument,
                         call.method->full_name +
                             " answers with a stream: accept 'application/x-ndjson', 'application/json' or "
                             "'text/event-stream'",
                         406};
  }
  exchange.writer = keep(call, make_writer(*form));
  call.request.reply_encoding = DUET_JSON;
  return std::nullopt;
}

}  // namespace duet::rest
