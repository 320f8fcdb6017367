// A bare gRPC server of one service whose threads are grpc++'s own.
#pragma once

#include <grpcpp/grpcpp.h>

#include <iostream>

#include "peers/wait_for_end.hpp"

namespace duet::bench {

// Serves until SIGTERM or SIGINT. To be called first in main(), before any thread starts; gives main()'s result.
inline int serve_grpc(grpc::Service& service) {
  const EndSignal end;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();
  if (!server) {
    std::cerr << "cannot listen on 127.0.0.1\n";
    return 1;
  }
  std::cout << "ready: gRPC 127.0.0.1:" << port << std::endl;
  end.wait();
  server->Shutdown();
  return 0;
}

}  // namespace duet::bench
