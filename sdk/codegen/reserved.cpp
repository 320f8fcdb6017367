#include "reserved.hpp"

#include "words.hpp"

namespace duet::codegen {
namespace {

namespace pb = google::protobuf;

// `behind` is how far the descriptor's end is behind the last number of a range.
template <class Descriptor>
std::vector<std::string> words_of(const Descriptor& one, int behind) {
  std::string numbers, names;
  std::vector<std::string> words;
  for (int i = 0; i < one.reserved_range_count(); ++i) {
    const int first = one.reserved_range(i)->start;
    const int last = one.reserved_range(i)->end - behind;
    if (first == last)
      numbers += (numbers.empty() ? "" : ", ") + std::to_string(first);
    else
      words.push_back("duet::reserved_range(" + std::to_string(first) + ", " + std::to_string(last) + ")");
  }
  if (!numbers.empty()) words.insert(words.begin(), "duet::reserved(" + numbers + ")");
  for (int i = 0; i < one.reserved_name_count(); ++i) names += (i == 0 ? "" : ", ") + quoted(one.reserved_name(i));
  if (!names.empty()) words.push_back("duet::reserved_names(" + names + ")");
  return words;
}

}  // namespace

// Ranges of messages end before their end, those of enums with it (google/protobuf/descriptor.proto).
std::vector<std::string> reserved_words(const pb::Descriptor& message) { return words_of(message, 1); }
std::vector<std::string> reserved_words(const pb::EnumDescriptor& enumeration) { return words_of(enumeration, 0); }

}  // namespace duet::codegen
