#include "rest/reply_fields.hpp"

#include "core/text.hpp"
#include "rest/etag.hpp"
#include "rest/http_text.hpp"
#include "rest/metadata.hpp"

namespace duet::rest {
namespace {

using core::view;

bool names(std::string_view list, std::string_view name) {
  while (!list.empty()) {
    if (equals_ignoring_case(next_item(list, ','), name)) return true;
  }
  return false;
}

}  // namespace

ReplyField find_reply_field(std::string_view name) {
  const auto is = [name](std::string_view known) { return equals_ignoring_case(name, known); };
  switch (name.size()) {
    case 4:
      return is("etag") ? ReplyField::kEtag : is("vary") ? ReplyField::kVary : ReplyField::kOther;
    case 11:
      return is("retry-after") ? ReplyField::kRetryAfter : ReplyField::kOther;
    case 12:
      return is("content-type") ? ReplyField::kContentType : ReplyField::kOther;
    case 13:
      return is("cache-control")   ? ReplyField::kCacheControl
             : is("content-range") ? ReplyField::kContentRange
                                   : ReplyField::kOther;
    case 16:
      return is("content-encoding")   ? ReplyField::kContentEncoding
             : is("content-language") ? ReplyField::kContentLanguage
             : is("www-authenticate") ? ReplyField::kWwwAuthenticate
                                      : ReplyField::kOther;
    default:
      return ReplyField::kOther;
  }
}

ReplyFields read_reply_fields(std::span<const duet_kv> metadata) {
  ReplyFields fields;
  const auto first = [](std::string_view& known, std::string_view value) {
    if (known.empty()) known = value;
  };
  for (const duet_kv& pair : metadata) {
    const ReplyField field = find_reply_field(view(pair.key));
    if (field == ReplyField::kOther || !is_field_value(view(pair.value))) continue;
    const std::string_view value = trimmed(view(pair.value));
    switch (field) {
      case ReplyField::kCacheControl:
        fields.cache_control = true;
        break;
      case ReplyField::kContentEncoding:
        first(fields.content_encoding, value);
        break;
      case ReplyField::kContentRange:
        fields.content_range = true;
        break;
      case ReplyField::kContentType:
        first(fields.content_type, value);
        break;
      case ReplyField::kEtag:
        if (is_etag(value)) first(fields.etag, value);
        break;
      case ReplyField::kRetryAfter:
        fields.retry_after = true;
        break;
      case ReplyField::kVary:
        fields.vary = true;
        break;
      case ReplyField::kWwwAuthenticate:
        fields.www_authenticate = true;
        break;
      default:
        break;
    }
  }
  return fields;
}

void append_vary(std::string& out, std::span<const duet_kv> metadata, bool accept, bool accept_encoding) {
  constexpr std::string_view kStart = "Vary: ";
  const std::size_t start = out.size();
  out.append(kStart);
  const auto append = [&](std::string_view list) {
    if (list.empty()) return;
    if (out.size() > start + kStart.size()) out.append(", ");
    out.append(list);
  };
  bool anything = false;  // "*": the answer depends on more than fields, which no name can add to
  for (const duet_kv& pair : metadata) {
    if (find_reply_field(view(pair.key)) != ReplyField::kVary || !is_field_value(view(pair.value))) continue;
    const std::string_view list = trimmed(view(pair.value));
    anything = anything || names(list, "*");
    accept = accept && !names(list, "accept");
    accept_encoding = accept_encoding && !names(list, "accept-encoding");
    append(list);
  }
  if (anything) {
    out.resize(start + kStart.size());
    append("*");
  } else {
    if (accept) append("Accept");
    if (accept_encoding) append("Accept-Encoding");
  }
  if (out.size() == start + kStart.size()) {
    out.resize(start);
  } else {
    out.append("\r\n");
  }
}

}  // namespace duet::rest
