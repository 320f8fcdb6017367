// One group of rules of buf.validate, such as StringRules, while it is read.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "output.hpp"

namespace duet::codegen {

// Whose values the rules are about.
struct Subject {
  const google::protobuf::FieldDescriptor& field;  // as the author wrote it
  const google::protobuf::FieldDescriptor& value;  // that field, or the key or value of its map
  bool is_element = false;                         // of a list or map
};

// The name of the group that values of this kind take: "int32", "string", "timestamp"; empty if none.
std::string group_of(const Subject& subject);

// Reads a group: the words, and the names of rules that Duet has no words for.
class GroupReader {
 public:
  GroupReader(const google::protobuf::Message& group, const Subject& subject, Names& names)
      : group_(group), subject_(subject), names_(names) {}

  void read(std::vector<std::string>& words, const std::function<void(std::string rule, std::string why)>& refuse);

 private:
  const google::protobuf::FieldDescriptor* take(std::string_view name);
  bool take_true(std::string_view name);
  std::string value(const google::protobuf::FieldDescriptor& field, int index);
  void read_bounds(std::vector<std::string>& words,
                   const std::function<void(std::string rule, std::string why)>& refuse);
  void read_lengths(std::vector<std::string>& words);
  void read_pair(std::string_view exact, std::string_view min, std::string_view max, std::string_view word,
                 std::vector<std::string>& words);
  void read_texts(std::vector<std::string>& words);
  void read_constants(std::vector<std::string>& words);

  const google::protobuf::Message& group_;
  const Subject& subject_;
  Names& names_;
  std::set<std::string, std::less<>> taken_;
};

}  // namespace duet::codegen
