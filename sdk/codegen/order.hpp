// The order in which the structs of a file are written: what others hold by value stands before them.
#pragma once

#include <google/protobuf/descriptor.h>

#include <map>
#include <vector>

namespace duet::codegen {

class Order {
 public:
  explicit Order(const google::protobuf::FileDescriptor& file);

  const std::vector<const google::protobuf::Descriptor*>& messages() const { return sorted_; }
  // Does the field lead back to the message that it is in, straight or by way of others?
  bool is_recursive(const google::protobuf::FieldDescriptor& field) const;
  // Does the message hold others that hold it?
  bool is_in_cycle(const google::protobuf::Descriptor& message) const;

 private:
  void visit(const google::protobuf::Descriptor& message);

  struct State {
    int index = 0;  // of the visit, from 1
    int low = 0;    // the earliest visit that it leads back to
    int group = -1;
  };
  std::map<const google::protobuf::Descriptor*, State> states_;
  std::vector<const google::protobuf::Descriptor*> stack_, sorted_;
  std::vector<int> group_sizes_;
  int next_index_ = 1;
};

// The message that a field holds, in a list, a map or alone; null for any other field, and for well-known types.
const google::protobuf::Descriptor* held_message(const google::protobuf::FieldDescriptor& field);

}  // namespace duet::codegen
