#include "protocol.hpp"

#include <protozero/pbf_reader.hpp>
#include <protozero/pbf_writer.hpp>

namespace duet::codegen {
namespace {

constexpr protozero::pbf_tag_type kFileToGenerate = 1, kParameter = 2, kProtoFile = 15;
constexpr protozero::pbf_tag_type kError = 1, kSupportedFeatures = 2, kFile = 15, kName = 1, kContent = 15;
constexpr std::uint64_t kProto3Optional = 1;

}  // namespace

bool parse_request(std::string_view bytes, Request& request) {
  try {
    protozero::pbf_reader reader(bytes.data(), bytes.size());
    while (reader.next()) {
      switch (reader.tag()) {
        case kFileToGenerate:
          request.files_to_generate.push_back(reader.get_string());
          break;
        case kParameter:
          request.parameter = reader.get_string();
          break;
        case kProtoFile: {
          const protozero::data_view file = reader.get_view();
          if (!request.files.emplace_back().ParseFromArray(file.data(), static_cast<int>(file.size()))) return false;
          break;
        }
        default:
          reader.skip();
      }
    }
    return true;
  } catch (const protozero::exception&) {
    return false;
  }
}

std::string response_bytes(const std::vector<GeneratedFile>& files) {
  std::string bytes;
  protozero::pbf_writer response(bytes);
  response.add_uint64(kSupportedFeatures, kProto3Optional);
  for (const GeneratedFile& file : files) {
    protozero::pbf_writer writer(response, kFile);
    writer.add_string(kName, file.name);
    writer.add_string(kContent, file.content);
  }
  return bytes;
}

std::string response_bytes(std::string_view error) {
  std::string bytes;
  protozero::pbf_writer response(bytes);
  response.add_string(kError, error.data(), error.size());
  response.add_uint64(kSupportedFeatures, kProto3Optional);
  return bytes;
}

}  // namespace duet::codegen
