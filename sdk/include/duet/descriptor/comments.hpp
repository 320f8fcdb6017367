// Comments of a contract: google.protobuf.SourceCodeInfo, which ties a text to a place by a path of field numbers and
// indexes ("4, 0, 2, 1" = second field of the first message).
#pragma once

#include <cstdint>
#include <protozero/pbf_writer.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace duet::detail {

// Numbers of the fields of the descriptors that a path goes through.
enum : std::int32_t {
  kFileMessages = 4,
  kFileEnums = 5,
  kFileServices = 6,
  kMessageFields = 2,
  kMessageOneofs = 8,
  kEnumValues = 2,
  kServiceMethods = 2
};

struct Comment {
  std::vector<std::int32_t> path;
  std::string text;
};

// The lines as protoc keeps them: each with the blank that follows "//", each ended.
inline std::string comment_lines(std::string_view text) {
  std::string lines;
  while (!text.empty()) {
    const std::size_t size = text.find('\n');
    lines.append(size == 0 ? "" : " ").append(text.substr(0, size)).append("\n");
    text.remove_prefix(size == text.npos ? text.size() : size + 1);
  }
  return lines;
}

inline std::string source_info_bytes(const std::vector<Comment>& comments) {
  std::string bytes;
  protozero::pbf_writer info(bytes);
  // There is no source to point at, but a location without a span is not looked at.
  const std::vector<std::int32_t> span{0, 0, 0};
  for (const Comment& comment : comments) {
    protozero::pbf_writer location(info, 1);
    location.add_packed_int32(1, comment.path.begin(), comment.path.end());
    location.add_packed_int32(2, span.begin(), span.end());
    location.add_string(3, comment_lines(comment.text));
  }
  return bytes;
}

}  // namespace duet::detail
