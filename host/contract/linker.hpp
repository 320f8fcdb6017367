// Links files out of a database into a contract.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor_database.h>

#include <memory>
#include <string>
#include <vector>

#include "contract/contract.hpp"
#include "core/schema.hpp"

namespace duet::contract {

namespace pb = google::protobuf;

/// The files that the host carries, for imports that nobody brings.
class HostFiles {
 public:
  bool has(const std::string& name) const { return schema_.pool().FindFileByName(name) != nullptr; }
  pb::DescriptorDatabase& database() { return database_; }

 private:
  core::Schema schema_;
  pb::DescriptorPoolDatabase database_{schema_.pool()};
};

/// What a way of reading has: its database, alive as long as the contract, and the host's files behind it.
struct Library {
  virtual ~Library() = default;
  HostFiles host;
};

/// Links `names` and all that they import; what the host carries is left out of the result. `pool` belongs to
/// `library`. Faults that `errors` (which the pool writes to) has are the outcome.
ReadContract link(std::shared_ptr<const Library> library, const pb::DescriptorPool& pool,
                  const std::vector<std::string>& names, const Errors& errors);

}  // namespace duet::contract
