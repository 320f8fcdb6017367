// duet::FieldMask: names of fields, google.protobuf.FieldMask.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "../codec/json/token.hpp"
#include "../codec/json/writer.hpp"
#include "../model/imported.hpp"
#include "../model/macros.hpp"
#include "mask_text.hpp"

namespace duet {

// Paths in proto names: "address.street". In JSON they are one text, "address.street,postalCode"; a path that would not
// come back from that the same (one with capitals, say) cannot be written (google/protobuf/field_mask.proto).
struct FieldMask {
  std::vector<std::string> paths;

  friend bool operator==(const FieldMask&, const FieldMask&) = default;
};
DUET_MODEL(FieldMask, DUET_FIELD(1, paths));

namespace detail {

template <>
struct JsonForm<FieldMask> {
  static bool assign(FieldMask& value, const Token& token, Mismatch& why) {
    if (!token.is_quoted()) return why.wrong_type("field_mask_type", "paths as text", token);
    return parse_field_mask(token.text, value.paths) ||
           why.set("field_mask_parsing", "must be paths such as name,address.postalCode");
  }
  static void write(const FieldMask& value, JsonWriter& writer, std::string_view field) {
    char before = '"';
    for (const std::string& path : value.paths) {
      writer.out += before;
      if (!append_camel_path(writer.out, path)) writer.fail(field, kNotFieldMask);
      before = ',';
    }
    writer.out += value.paths.empty() ? "\"\"" : "\"";
  }
};

template <>
struct ImportedType<FieldMask> {
  static constexpr std::string_view kFullName = "google.protobuf.FieldMask";
  static constexpr std::string_view kFile = "google/protobuf/field_mask.proto";
};

}  // namespace detail
}  // namespace duet
