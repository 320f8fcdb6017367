// protoc-gen-duet, started by protoc:
//
//   protoc --plugin=protoc-gen-duet=PATH --duet_out=[PARAMETER,...:]DIR items/v1/items.proto
//
// Writes DIR/items/v1/items.duet.hpp and items.contract.hpp. duet_generate() of CMake does all of it.
#include <iostream>
#include <iterator>

#include "generator.hpp"

int main() {
  using namespace duet::codegen;
  const std::string bytes(std::istreambuf_iterator<char>(std::cin), {});
  Request request;
  if (!parse_request(bytes, request)) {
    std::cerr << "protoc-gen-duet: standard input holds no request of protoc; start protoc with --duet_out=DIR\n";
    return 1;
  }
  Parameters parameters;
  Problems problems;
  std::string response;
  if (const std::string wrong = read_parameters(request.parameter, parameters); !wrong.empty()) {
    response = response_bytes(wrong);
  } else {
    const std::vector<GeneratedFile> files = generate(request, parameters, problems);
    response = problems.errors().empty() ? response_bytes(files) : response_bytes(joined(problems.errors()));
  }
  for (const std::string& warning : problems.warnings()) std::cerr << warning << " (warning)\n";
  std::cout << response << std::flush;
  return std::cout ? 0 : 1;
}
