// The socket on which Pistache listens, which it does not show.
#pragma once

#include <cstdint>
#include <string>

namespace duet::rest {

/// This process's listening socket that is bound to `host` (an address in numbers) and `port`, or -1.
int find_listening_socket(const std::string& host, std::uint16_t port);

/// Puts an unconnected socket in the place of `fd`: the kernel refuses new clients from now on, while whoever holds the
/// descriptor goes on undisturbed.
void replace_listening_socket(int fd);

}  // namespace duet::rest
