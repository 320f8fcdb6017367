// Sockets that systemd has opened for this process.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "net/descriptor.hpp"
#include "net/options.hpp"

namespace duet::net {

/// The listening sockets that were passed under the FileDescriptorName `name`, by sd_listen_fds(3): all of them, since
/// each ListenStream= of one .socket unit is one; for an empty name the first socket of any name. They are duplicates:
/// the sockets stay open for as long as the process lives, so that a door can be opened on them again. An error if
/// there is none, or one that is no listening stream socket. Reads the environment.
base::Result<std::vector<Descriptor>> systemd_sockets(std::string_view name, const DoorNames& names);

}  // namespace duet::net
