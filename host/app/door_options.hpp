// What the parts of a running host are told, from what the admin wrote.
#pragma once

#include <memory>

#include "config/config.hpp"
#include "core/dispatcher.hpp"
#include "grpc/options.hpp"
#include "rest/options.hpp"
#include "tls/store.hpp"

namespace duet::app {

core::DispatcherOptions dispatcher_options(const config::Config& config);

/// `tls` is null for a door without certificates.
rest::RestOptions rest_options(const config::Rest& from, std::shared_ptr<const tls::Store> tls);
grpc_door::GrpcOptions grpc_options(const config::Grpc& from, std::shared_ptr<const tls::Store> tls);

}  // namespace duet::app
