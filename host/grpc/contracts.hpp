// What reflection tells about the contracts of everything that is mounted, whatever the version of its protocol.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duet::core {
class Catalog;
class CatalogSlot;
}  // namespace duet::core

namespace duet::grpc_door {

/// Looks things up in the catalog as it is at each question. Names are full ones without a leading dot. All functions
/// may be called from any thread.
class Contracts {
 public:
  /// `own`: the services that the door itself serves beside those of the catalog. The slot outlives this.
  Contracts(const core::CatalogSlot& catalog, std::vector<std::string> own) : catalog_(catalog), own_(std::move(own)) {}

  /// What is served over gRPC, in alphabetical order.
  std::vector<std::string> services() const;

  /// Serialized FileDescriptorProtos, with comments: the file that was asked for first, then all that it depends on.
  using Files = std::optional<std::vector<std::string>>;
  Files file(const std::string& name) const;
  Files file_with_symbol(const std::string& name) const;
  Files file_with_extension(const std::string& type, std::int32_t number) const;

  /// The numbers of the known extensions of a message, in ascending order; nothing if there is no such message.
  std::optional<std::vector<std::int32_t>> extension_numbers(const std::string& type) const;

 private:
  const core::CatalogSlot& catalog_;
  const std::vector<std::string> own_;
};

}  // namespace duet::grpc_door
