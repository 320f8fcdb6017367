// Fuzzes the reader of the wire format beside protobuf's own and the host's, and writes what it read as JSON.
#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/empty.pb.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/wrappers.pb.h>

#include <cstddef>
#include <cstdint>
#include <duet/descriptor/file_builder.hpp>
#include <memory>
#include <string>

#include "buf/validate/validate.pb.h"
#include "duet/options.pb.h"
#include "everything.hpp"
#include "google/api/field_behavior.pb.h"
#include "google/api/httpbody.pb.h"
#include "transcoded.hpp"

namespace {

namespace pb = google::protobuf;

class Reference {
 public:
  Reference() {
    duet::detail::FileBuilder builder("everything.v1");
    builder.add_message<fuzz::Everything>();
    std::string bytes, error;
    fuzz::check(builder.finish(bytes, error), error);
    pb::FileDescriptorProto file;
    fuzz::check(file.ParseFromString(bytes), "the descriptor is none");
    const pb::FileDescriptor* const built = descriptors_.BuildFile(file);
    fuzz::check(built != nullptr, "the descriptor does not link");
    prototype_ = factory_.GetPrototype(built->FindMessageTypeByName("Everything"));
  }

  /// The message as protobuf writes what it has read; false if it refuses the bytes.
  bool rewrite(std::string_view bytes, std::string& out) const {
    const std::unique_ptr<pb::Message> message(prototype_->New());
    return message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) && message->SerializeToString(&out);
  }

 private:
  // A file of a static library is in the generated pool only if something in it is used.
  static const pb::DescriptorPool* files() {
    for (const pb::Descriptor* used :
         {pb::Any::descriptor(), pb::Empty::descriptor(), pb::FieldMask::descriptor(), pb::Struct::descriptor(),
          pb::StringValue::descriptor(), google::api::HttpBody::descriptor(), buf::validate::FieldRules::descriptor(),
          duet::options::Field::descriptor()})
      fuzz::check(used != nullptr, "a file of protobuf's is missing");
    fuzz::check(google::api::FieldBehavior_descriptor() != nullptr, "a file of google.api is missing");
    return pb::DescriptorPool::generated_pool();
  }

  const pb::LogSilencer silence_;
  pb::DescriptorPool descriptors_{files()};
  pb::DynamicMessageFactory factory_{&descriptors_};
  const pb::Message* prototype_ = nullptr;
};

void compare(std::string_view bytes, const fuzz::Everything& message, bool ok, const duet::DecodeError& error) {
  static const Reference& reference = *new Reference;
  std::string theirs;
  const bool accepted = reference.rewrite(bytes, theirs);
  if (!ok) {
    // Protobuf cuts varints and tags that have too many bits; here they are refused.
    const bool is_stricter =
        error.reason.find("too long") != error.reason.npos || error.reason.find("not valid") != error.reason.npos;
    fuzz::check(!accepted || is_stricter, "only protobuf takes the bytes", error.message());
    return;
  }
  fuzz::check(accepted, "only protobuf refuses the bytes");
  fuzz::Everything back;
  duet::DecodeError again;
  fuzz::check(duet::decode_protobuf(theirs, back, again), "what protobuf writes is refused", again.message());
  fuzz::check(fuzz::wire_of(back) == fuzz::wire_of(message), "the bytes mean something else to protobuf");
}

// What has been through JSON once comes through it unchanged.
void write_json(const fuzz::Everything& message) {
  std::string first, second, third;
  duet::EncodeError error;
  if (!duet::encode_json(message, first, {}, &error)) {
    fuzz::check(!error.reason.empty() && first.empty(), "not written without a reason");
    return;
  }
  fuzz::Everything once, twice;
  if (!fuzz::reread(first, once)) return;
  fuzz::check(duet::encode_json(once, second, {}, &error), error.message(), first);
  if (!fuzz::reread(second, twice)) return;
  fuzz::check(duet::encode_json(twice, third), "the second text is not written again", second);
  fuzz::check(second == third, "JSON changes what has been through it", second + "\n" + third);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::register_models();
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  fuzz::Everything message;
  duet::DecodeError error;
  const bool ok = duet::decode_protobuf(bytes, message, error);
  fuzz::check(ok || (!error.reason.empty() && error.offset <= size), "an error without reason or place");
  compare(bytes, message, ok, error);
  fuzz::Transcoded::instance().read_wire(bytes, ok, error, message);
  if (ok) write_json(message);
  return 0;
}
