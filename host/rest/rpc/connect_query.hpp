// A Connect call by GET: the message in the query (connectrpc.com/docs/protocol, "Unary-Get-Request").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/failure.hpp"

namespace duet::rest {

/// The parameters, decoded; of one that is repeated the first counts, and others mean nothing.
struct ConnectQuery {
  std::string connect;   // the protocol's version: "v1"
  std::string encoding;  // "json" or "proto"
  std::string compression;
  std::string message;
  bool base64 = false;  // so the message is
  bool has_message = false;
};

/// Reads a query. What it says may be any bytes, not just text. Empty if a "%" is followed by no two digits.
std::optional<ConnectQuery> read_connect_query(std::string_view query);

/// The message as its encoding has it: without base64 (either alphabet, with or without padding) and compression, at
/// most `limit` bytes. False: `failure` says why.
bool read_message(ConnectQuery& query, std::uint64_t limit, core::Failure& failure);

}  // namespace duet::rest
