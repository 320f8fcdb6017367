// What is wrong with the .proto files, each with the place: "items.proto:12: field items.v1.Item.name: ...".
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <string_view>
#include <vector>

namespace duet::codegen {

class Problems {
 public:
  // `what` is "field", "rpc", ...; the place and the full name come from the descriptor.
  template <class Descriptor>
  void error(const Descriptor& at, std::string_view what, std::string_view message) {
    errors_.push_back(place(at) + std::string(what) + " " + at.full_name() + ": " + std::string(message));
  }
  template <class Descriptor>
  void warn(const Descriptor& at, std::string_view what, std::string_view message) {
    warnings_.push_back(place(at) + std::string(what) + " " + at.full_name() + ": " + std::string(message));
  }
  void error(std::string_view file, std::string_view message) {
    errors_.push_back(std::string(file) + ": " + std::string(message));
  }

  const std::vector<std::string>& errors() const { return errors_; }
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  template <class Descriptor>
  static std::string place(const Descriptor& at) {
    google::protobuf::SourceLocation location;
    return at.file()->name() + ":" +
           (at.GetSourceLocation(&location) ? std::to_string(location.start_line + 1) + ":" : std::string()) + " ";
  }

  std::vector<std::string> errors_, warnings_;
};

// The lines as one text, each with a line feed between.
std::string joined(const std::vector<std::string>& lines);

}  // namespace duet::codegen
