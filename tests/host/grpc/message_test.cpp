// Messages one by one: compressed or not, too large, not what they seem.
#include <doctest/doctest.h>
#include <duet/abi/description.h>
#include <grpc/byte_buffer.h>
#include <grpc/grpc.h>
#include <grpc/slice.h>
#include <grpcpp/create_channel.h>
#include <zlib.h>

#include <string>

#include "core/code_map.hpp"
#include "grpc/message.hpp"
#include "host/grpc/harness.hpp"
#include "host/grpc/stream_client.hpp"

namespace duet::test {
namespace {

constexpr std::size_t kLimit = 1000;
const std::string kTooLarge =
    "a message is larger than the 1000 bytes that this server accepts ([grpc] max_message_bytes)";

std::string compressed(const std::string& text, bool gzip) {
  z_stream stream{};
  REQUIRE(::deflateInit2(&stream, 9, Z_DEFLATED, MAX_WBITS + (gzip ? 16 : 0), 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(::deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(::deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}

struct Read {
  bool fine = false;
  std::string bytes;
  core::Failure failure;
};

/// What the door makes of a message that comes in pieces of `piece` bytes.
Read read(const std::string& bytes, grpc_compression_algorithm coding, std::size_t piece = 100) {
  std::vector<grpc_slice> slices;
  for (std::size_t i = 0; i < bytes.size(); i += piece) {
    const std::string part = bytes.substr(i, piece);
    slices.push_back(grpc_slice_from_copied_buffer(part.data(), part.size()));
  }
  grpc_byte_buffer* const buffer = grpc_raw_compressed_byte_buffer_create(slices.data(), slices.size(), coding);
  for (const grpc_slice& slice : slices) grpc_slice_unref(slice);
  Read out;
  out.fine = grpc_door::read_message(*buffer, kLimit, out.bytes, out.failure);
  grpc_byte_buffer_destroy(buffer);
  return out;
}

TEST_CASE("a message is read, expanded if it was compressed, up to the limit and not beyond") {
  for (const std::size_t size : {0, 1, 999, 1000}) {
    const std::string text(size, 'x');
    CHECK(read(text, GRPC_COMPRESS_NONE).bytes == text);
    for (const std::size_t piece : {1, 7, 100'000}) {
      CHECK(read(compressed(text, true), GRPC_COMPRESS_GZIP, piece).bytes == text);
      CHECK(read(compressed(text, false), GRPC_COMPRESS_DEFLATE, piece).bytes == text);
    }
  }
  const std::string large(1001, 'x');
  const std::string bomb(10'000'000, 'x');
  for (const Read& each : {read(large, GRPC_COMPRESS_NONE), read(compressed(large, true), GRPC_COMPRESS_GZIP),
                           read(compressed(bomb, false), GRPC_COMPRESS_DEFLATE)}) {
    CHECK_FALSE(each.fine);
    CHECK(each.failure.code == core::kResourceExhausted);
    CHECK(each.failure.message == kTooLarge);
    CHECK(each.bytes.size() <= kLimit + 1);
  }
}

TEST_CASE("what cannot be expanded is an error of the client's") {
  const std::string good = compressed("some text", true);
  for (const std::string& bad : {std::string(), std::string("plain"), good.substr(0, good.size() - 1), good + "more"}) {
    CAPTURE(bad.size());
    const Read result = read(bad, GRPC_COMPRESS_GZIP, 4);
    CHECK_FALSE(result.fine);
    CHECK(result.failure.code == core::kInternal);
    CHECK(result.failure.message == "a message is not what its grpc-encoding says");
  }
}

void add_methods(DoorUnderTest& door) {
  door.add("Echo", [&](core::Call& call) {
    Answer answer;
    answer.body = {body_of(call)};
    answer.finish(door.dispatcher(), call.handle());
  });
  door.add_stream("Chat", DUET_BIDI_STREAM,
                  {[&](core::Call& call) { door.dispatcher().receive(call.handle()); },
                   [&](core::Call& call) { Answer().finish(door.dispatcher(), call.handle()); },
                   [&](core::Call& call, std::string_view piece, bool end) {
                     if (end) {
                       Answer().finish(door.dispatcher(), call.handle());
                       return;
                     }
                     send(door.dispatcher(), call.handle(), std::string(piece),
                          piece.starts_with("secret") ? DUET_REPLY_UNCOMPRESSED : 0);
                     door.dispatcher().receive(call.handle());
                   },
                   {}});
}

TEST_CASE("a message above the limit ends a call with a text that names limit and key, alone and in a stream") {
  grpc_door::GrpcOptions options;
  options.max_message_bytes = kLimit;
  DoorUnderTest door(options);
  add_methods(door);
  door.start();
  for (const auto coding : {GRPC_COMPRESS_NONE, GRPC_COMPRESS_GZIP, GRPC_COMPRESS_DEFLATE}) {
    const auto prepare = [&](grpc::ClientContext& context) { context.set_compression_algorithm(coding); };
    CHECK(door.call("Echo", std::string(kLimit, 'x'), prepare).body == std::string(kLimit, 'x'));
    const Outcome alone = door.call("Echo", std::string(kLimit + 1, 'x'), prepare);
    CHECK(alone.status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
    CHECK(alone.status.error_message() == kTooLarge);

    StreamClient client(door.channel(), "Chat", prepare);
    CHECK(client.write(std::string(kLimit, 'x')));
    CHECK(client.read() == std::string(kLimit, 'x'));
    CHECK(client.write(std::string(kLimit + 1, 'x')));
    CHECK_FALSE(client.read());
    const Outcome streamed = client.finish();
    CHECK(streamed.status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
    CHECK(streamed.status.error_message() == kTooLarge);
  }
  // Of what is much larger gRPC itself reads no more than the length.
  CHECK(door.call("Echo", std::string(1'000'000, 'x')).status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
  CHECK(door.call("Echo", "x").status.ok());
}

/// A channel that hands messages out as they came over the wire.
std::shared_ptr<grpc::Channel> connect_raw(std::uint16_t port, int accepted = 7) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_COMPRESSION_CHANNEL_ENABLED_ALGORITHMS_BITSET, accepted);
  return grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(port), grpc::InsecureChannelCredentials(), arguments);
}

TEST_CASE("answers are compressed as the configuration says, where the client takes it and it is worth it") {
  constexpr int kNone = 1 << GRPC_COMPRESS_NONE;
  constexpr int kGzip = 1 << GRPC_COMPRESS_GZIP | kNone;
  constexpr int kDeflate = 1 << GRPC_COMPRESS_DEFLATE | kNone;
  const std::string text(5000, 'a');
  const std::string gzip_start = "\x1f\x8b";
  const auto starts = [](const Outcome& outcome) { return outcome.body.substr(0, 2); };
  for (const auto wanted :
       {grpc_door::Compression::kOff, grpc_door::Compression::kGzip, grpc_door::Compression::kDeflate}) {
    grpc_door::GrpcOptions options;
    options.compression = wanted;
    DoorUnderTest door(options);
    add_methods(door);
    door.start();
    const auto echo = [&](int accepted, const std::string& body) {
      return ClientCall(connect_raw(door.port(), accepted), "/test.v1.Greeter/Echo", body, {}).wait();
    };
    CHECK(door.call("Echo", text).body == text);
    CHECK(echo(kNone, text).body == text);
    CHECK(echo(kGzip | kDeflate, "short").body == "short");
    if (wanted == grpc_door::Compression::kOff) {
      CHECK(echo(kGzip | kDeflate, text).body == text);
      continue;
    }
    const bool gzip = wanted == grpc_door::Compression::kGzip;
    CHECK((starts(echo(kGzip | kDeflate, text)) == gzip_start) == gzip);
    CHECK(echo(kGzip | kDeflate, text).body.size() < 200);
    CHECK(starts(echo(kGzip, text)) == gzip_start);
    CHECK(starts(echo(kDeflate, text)) == "x\x9c");

    StreamClient client(connect_raw(door.port()), "Chat");
    for (const std::string& sent : {text, "secret" + text, std::string("short"), std::string()}) {
      CHECK(client.write(sent));
      CHECK((client.read() == sent) == (sent != text));
    }
    CHECK(client.end());
    CHECK(client.read_all().empty());
    CHECK(client.finish().status.ok());
  }
}

}  // namespace
}  // namespace duet::test
