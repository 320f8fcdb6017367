#include "order.hpp"

#include <algorithm>

#include "names.hpp"
#include "types.hpp"

namespace duet::codegen {

namespace pb = google::protobuf;

const pb::Descriptor* held_message(const pb::FieldDescriptor& field) {
  const pb::Descriptor* held =
      field.is_map() ? field.message_type()->map_value()->message_type() : field.message_type();
  return held != nullptr && well_known_type(held->full_name()).empty() ? held : nullptr;
}

Order::Order(const pb::FileDescriptor& file) {
  for (const pb::Descriptor* message : all_messages(file)) {
    if (states_[message].index == 0) visit(*message);
  }
}

// Tarjan's algorithm: groups of messages that hold each other come out after the groups that they hold.
void Order::visit(const pb::Descriptor& message) {
  State& state = states_[&message];
  state.index = state.low = next_index_++;
  stack_.push_back(&message);
  for (int i = 0; i < message.field_count(); ++i) {
    const pb::Descriptor* held = held_message(*message.field(i));
    if (held == nullptr || held->file() != message.file()) continue;
    State& other = states_[held];
    if (other.index == 0) visit(*held);
    if (other.group < 0) state.low = std::min(state.low, other.low);
  }
  if (state.low != state.index) return;
  const auto first = std::find(stack_.begin(), stack_.end(), &message);
  const int group = static_cast<int>(group_sizes_.size());
  group_sizes_.push_back(static_cast<int>(stack_.end() - first));
  for (auto at = first; at != stack_.end(); ++at) states_[*at].group = group;
  sorted_.insert(sorted_.end(), first, stack_.end());
  stack_.erase(first, stack_.end());
}

bool Order::is_recursive(const pb::FieldDescriptor& field) const {
  const pb::Descriptor* held = held_message(field);
  if (held == nullptr || held->file() != field.file()) return false;
  return states_.at(held).group == states_.at(field.containing_type()).group;
}

bool Order::is_in_cycle(const pb::Descriptor& message) const {
  return group_sizes_[static_cast<std::size_t>(states_.at(&message).group)] > 1;
}

}  // namespace duet::codegen
