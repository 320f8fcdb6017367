#include "rest/stream/trailers.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/json_text.hpp"
#include "core/text.hpp"
#include "rest/http_text.hpp"
#include "rest/metadata.hpp"

namespace duet::rest {
namespace {

using core::view;

// Names and values as they stand in a head.
std::vector<std::pair<std::string, std::string>> fields_of(std::span<const duet_kv> trailers) {
  std::vector<std::pair<std::string, std::string>> fields;
  std::string line;
  for (const duet_kv& pair : trailers) {
    line.clear();
    append_field(line, {}, pair);
    if (line.empty()) continue;
    const std::size_t colon = line.find(": ");
    fields.emplace_back(line.substr(0, colon), line.substr(colon + 2, line.size() - colon - 4));
  }
  return fields;
}

bool may_trail(std::string_view name) {
  std::string_view never =
      "accept-ranges,age,allow,authorization,cache-control,content-disposition,content-encoding,content-language,"
      "content-location,content-range,cookie,etag,expires,host,last-modified,location,pragma,retry-after,set-cookie,"
      "vary,warning,www-authenticate";
  while (!never.empty()) {
    if (next_item(never, ',') == name) return false;
  }
  return true;
}

}  // namespace

bool append_trailers_member(std::string& out, std::string_view member, std::span<const duet_kv> trailers) {
  const auto fields = fields_of(trailers);
  if (fields.empty()) return false;
  base::append_json_string(out, member);
  out.append(":{");
  for (auto field = fields.begin(); field != fields.end(); ++field) {
    const auto is_same = [&](const auto& other) { return other.first == field->first; };
    if (std::any_of(fields.begin(), field, is_same)) continue;
    if (field != fields.begin()) out.push_back(',');
    base::append_json_string(out, field->first);
    out.append(":[");
    for (auto value = field; value != fields.end(); ++value) {
      if (!is_same(*value)) continue;
      if (value != field) out.push_back(',');
      base::append_json_string(out, value->second);
    }
    out.push_back(']');
  }
  out.push_back('}');
  return true;
}

void append_trailers_object(std::string& out, std::span<const duet_kv> trailers) {
  out.push_back('{');
  append_trailers_member(out, "trailers", trailers);
  out.push_back('}');
}

void append_trailer_fields(std::string& out, std::span<const duet_kv> trailers) {
  for (const auto& [name, value] : fields_of(trailers)) {
    if (may_trail(name)) out.append(name).append(": ").append(value).append("\r\n");
  }
}

}  // namespace duet::rest
