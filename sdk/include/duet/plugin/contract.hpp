// The contract of a plugin as protobuf descriptors: the .proto files that services and models come from, as they are,
// and a file for each package of the services that describe themselves, with the HTTP rules as options of the methods.
// Source: google/protobuf/descriptor.proto.
#pragma once

#include <algorithm>
#include <cstdint>
#include <protozero/pbf_writer.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "../descriptor/file_builder.hpp"
#include "../service/http_rule.hpp"
#include "../service/service.hpp"
#include "proto_files.hpp"

namespace duet::detail {

// A google.protobuf.MethodDescriptorProto. Adds the types of the method to the file.
inline std::string encode_method(const MethodContract& method, FileBuilder& file) {
  std::string input, output, bytes;
  method.add_types(file, input, output);
  protozero::pbf_writer writer(bytes);
  writer.add_string(1, method.name());
  writer.add_string(2, input);
  writer.add_string(3, output);
  const std::string options = encode_method_options(method);
  if (!options.empty()) writer.add_message(4, options);
  if ((method.kind() & DUET_CLIENT_STREAM) != 0) writer.add_bool(5, true);
  if ((method.kind() & DUET_SERVER_STREAM) != 0) writer.add_bool(6, true);
  if (!method.routes().empty()) file.add_import("google/api/annotations.proto");
  return bytes;
}

inline void add_service(const ServiceContract& service, FileBuilder& file) {
  std::string bytes;
  std::vector<Comment> comments;
  protozero::pbf_writer writer(bytes);
  writer.add_string(1, service.name().data(), service.name().size());
  comments.push_back({{}, service.doc()});
  std::int32_t row = 0;
  for (const MethodContract* method : service.methods()) {
    writer.add_message(2, encode_method(*method, file));
    comments.push_back({{kServiceMethods, row++}, method->doc()});
  }
  file.add_service(service.name(), std::move(bytes), std::move(comments));
}

// Appends a file to a google.protobuf.FileDescriptorSet. False and an error text if two things in it have one name.
inline bool append_file(const FileBuilder& file, std::string& set, std::string& error) {
  std::string bytes;
  if (!file.finish(bytes, error)) return false;
  protozero::pbf_writer(set).add_message(1, bytes);
  return true;
}

// The FileDescriptorSet of all services: one file a package, in the order in which they were named. False and an error
// text if it contradicts itself.
inline bool encode_contract(const std::vector<const ServiceContract*>& services, std::string& set, std::string& error) {
  std::vector<std::string_view> packages;
  ProtoFiles proto_files;
  for (const ServiceContract* service : services) {
    if (service->file() != nullptr) {
      if (!proto_files.add(*service->file(), error)) return false;
    } else if (std::find(packages.begin(), packages.end(), service->package()) == packages.end()) {
      packages.push_back(service->package());
    }
  }
  std::vector<FileBuilder> files;
  for (const std::string_view package : packages) {
    FileBuilder& file = files.emplace_back(std::string(package));
    for (const ServiceContract* service : services) {
      if (service->package() == package && service->file() == nullptr) add_service(*service, file);
    }
    for (const ProtoFile* one : file.proto_files()) {
      if (!proto_files.add(*one, error)) return false;
    }
  }
  for (FileBuilder& file : files) {
    while (proto_files.has(file.file_name())) file.avoid(file.file_name());
    if (!append_file(file, set, error)) return false;
  }
  proto_files.append_to(set);
  return true;
}

// The id of a plugin as a protobuf package: "com.my-shop.items" -> "com.my_shop.items".
inline std::string package_of_id(std::string_view id) {
  std::string package;
  for (const char c : id) {
    const bool starts_word = package.empty() || package.back() == '.';
    if (starts_word && c >= '0' && c <= '9') package += '_';
    package += c == '-' ? '_' : c;
  }
  return package;
}

}  // namespace duet::detail
