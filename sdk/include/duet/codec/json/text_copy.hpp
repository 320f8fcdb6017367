// What RapidJSON reads: a copy of the text.
#pragma once

#include <array>
#include <memory>
#include <string_view>

namespace duet::detail {

// A copy of the text that the reader may write to: it decodes strings where they stand, which is faster than copying
// each.
class JsonText {
 public:
  explicit JsonText(std::string_view text) {
    if (text.size() >= few_.size()) many_.reset(new char[text.size() + 1]);
    text.copy(data(), text.size());
    data()[text.size()] = '\0';
  }
  char* data() { return many_ != nullptr ? many_.get() : few_.data(); }

 private:
  std::array<char, 1024> few_;
  std::unique_ptr<char[]> many_;
};

}  // namespace duet::detail
