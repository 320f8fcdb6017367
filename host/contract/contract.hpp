// Contracts to be compared: .proto files, descriptor sets or what is mounted, linked.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace google::protobuf {
class FileDescriptor;
}
namespace duet::core {
class Schema;
}

namespace duet::contract {

/// Files that are linked to one another and to what they import. Whoever hands them over owns them.
using Files = std::vector<const google::protobuf::FileDescriptor*>;

/// A contract that was read. Imports are part of it, but for files that the host itself carries (google/protobuf,
/// google/api, google/rpc): these are nobody's contract. May be copied; read by any number of threads.
struct Contract {
  std::shared_ptr<const void> owner;  // of all that `files` points to
  Files files;                        // in the order of their names
};

/// One line for each thing that is wrong: the file, the line and the column if it is in a .proto, and what it is.
using Errors = std::vector<std::string>;
using ReadContract = base::Result<Contract, Errors>;

/// Reads .proto files (proto2 and proto3) below the folder `root`. `names` are relative to it, as an `import` writes
/// them; `elsewhere` has the paths of those that are not where their names say. Imports are looked for there too, then
/// among the files that the host carries.
ReadContract read_proto_files(const std::string& root, const std::vector<std::string>& names,
                              const std::map<std::string, std::string>& elsewhere = {});

/// The same for texts in memory: file name -> text.
ReadContract read_proto_texts(const std::map<std::string, std::string>& texts);

/// The package that the text of a .proto file names; empty if it names none.
std::string package_of(const std::string& proto_text);

/// Reads a serialized google.protobuf.FileDescriptorSet, as protoc and buf write it. `origin` is its name in errors.
ReadContract read_descriptor_set(std::string_view bytes, const std::string& origin);

/// What plugins have brought. `schema` outlives the result.
Files own_files(const core::Schema& schema);

}  // namespace duet::contract
