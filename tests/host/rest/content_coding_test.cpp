// Content codings: which one a client gets, and that coders bring back what they took, whatever they are fed with.
#include "rest/content_coding.hpp"

#include <doctest/doctest.h>
#include <zstd.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

using namespace duet::rest;

namespace {

const std::vector<Coding> kAll{Coding::kZstd, Coding::kBrotli, Coding::kGzip};
constexpr std::size_t kNoBound = 64 << 20;
constexpr std::size_t kWhole = static_cast<std::size_t>(-1);

duet_slice slice(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), nullptr, nullptr};
}

std::string noise(std::size_t size) {
  std::string text(size, '\0');
  std::uint64_t state = 88172645463325252;
  for (char& c : text) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    c = static_cast<char>(state >> 24);
  }
  return text;
}

std::string rows(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "{\"id\":" + std::to_string(i) + ",\"name\":\"a thing\"},";
  return text;
}

std::string encoded(Coding coding, std::string_view text, std::size_t piece = kWhole) {
  const auto encoder = Encoder::make(coding);
  std::string out;
  for (; !text.empty(); text.remove_prefix(std::min(piece, text.size()))) encoder->encode(text.substr(0, piece), out);
  encoder->finish(out);
  return out;
}

struct Decoded {
  std::string text;
  Decoder::State state = Decoder::State::kNeedMore;
  bool finished = false;
};

Decoded decoded(Coding coding, std::string_view bytes, std::size_t piece = kWhole, std::size_t most = kNoBound) {
  const auto decoder = Decoder::make(coding);
  Decoded result;
  for (std::size_t at = 0; at < bytes.size() && result.state == Decoder::State::kNeedMore;) {
    const std::string_view part = bytes.substr(at, piece);
    std::size_t used = 0;
    result.state = decoder->decode(part, used, result.text, most);
    const bool all = used == part.size();
    if (used > part.size() || (!all && result.state == Decoder::State::kNeedMore)) FAIL("used is wrong");
    at += used;
  }
  result.finished = result.state == Decoder::State::kNeedMore && decoder->finished();
  return result;
}

bool is_body(const Decoded& result, std::string_view text) { return result.finished && result.text == text; }

}  // namespace

TEST_CASE("codings have names") {
  for (const Coding coding : kAll) CHECK(find_coding(coding_name(coding)) == coding);
  CHECK(find_coding("GZip") == Coding::kGzip);
  CHECK(find_coding("x-gzip") == Coding::kGzip);
  CHECK(find_coding("identity") == Coding::kIdentity);
  for (const char* unknown : {"", "deflate", "compress", "gzip2", "zip", "*"}) {
    CAPTURE(unknown);
    CHECK_FALSE(find_coding(unknown).has_value());
  }
}

TEST_CASE("Accept-Encoding chooses the coding") {
  struct Row {
    const char* field;
    Coding coding;
  };
  constexpr Coding kNone = Coding::kIdentity;
  for (const Row& row : std::initializer_list<Row>{
           {"", kNone},
           {"gzip", Coding::kGzip},
           {"GZIP", Coding::kGzip},
           {"x-gzip", Coding::kGzip},
           {"gzip, deflate, br, zstd", Coding::kZstd},
           {"gzip, deflate, br", Coding::kBrotli},
           {"gzip;q=1.0, br;q=0.5", Coding::kGzip},
           {"gzip;q=0.8,br;q=0.9,zstd;q=0.1", Coding::kBrotli},
           {"gzip; q=0.001", Coding::kGzip},
           {"gzip;q=0", kNone},
           {"gzip;q=0.000, br;q=0, zstd;q=0", kNone},
           {"*", Coding::kZstd},
           {"*;q=0", kNone},
           {"gzip, *;q=0", Coding::kGzip},
           {"zstd;q=0, *", Coding::kBrotli},
           {"*;q=0.5, gzip;q=0.7", Coding::kGzip},
           {"identity", kNone},
           {"identity, gzip", Coding::kGzip},
           {"identity;q=0.5, gzip;q=0.4", kNone},
           {"identity;q=0.5, gzip;q=0.5", Coding::kGzip},
           {"identity;q=0", kNone},
           {"deflate, compress", kNone},
           {"gzip;q=nonsense", kNone},
           {"gzip;q=nonsense, br;q=0.1", Coding::kBrotli},
           {"gzip;q= 0", kNone},
           {" , ,gzip ,, ", Coding::kGzip},
           {"br;level=5;q=0.5, gzip;q=0.6", Coding::kGzip},
       }) {
    CAPTURE(row.field);
    CHECK(choose_coding(row.field, kAll) == row.coding);
  }
  CHECK(choose_coding("gzip, br", {}) == kNone);
  const Coding only[] = {Coding::kGzip};
  CHECK(choose_coding("br, *;q=0.1", only) == Coding::kGzip);
}

TEST_CASE("what is encoded is decoded to the same, however it is cut") {
  const std::vector<std::string> bodies{"", "x", rows(200), noise(70'000), std::string(3'000'000, 'a')};
  for (const Coding coding : kAll) {
    CAPTURE(coding_name(coding));
    for (const std::string& body : bodies) {
      CAPTURE(body.size());
      for (const std::size_t piece : {kWhole, std::size_t{1021}}) {
        const std::string bytes = encoded(coding, body, piece);
        CHECK(is_body(decoded(coding, bytes), body));
        CHECK(is_body(decoded(coding, bytes, 4096), body));
        if (bytes.size() < 10'000) CHECK(is_body(decoded(coding, bytes, 1), body));
      }
    }
  }
}

TEST_CASE("a flush gives the client all that was encoded before") {
  for (const Coding coding : kAll) {
    CAPTURE(coding_name(coding));
    const auto encoder = Encoder::make(coding);
    const auto decoder = Decoder::make(coding);
    std::string text;
    std::string expected;
    for (int round = 0; round < 5; ++round) {
      std::string bytes;
      std::size_t used = 0;
      const std::string piece = rows(static_cast<std::size_t>(round) * 40 + 1);
      expected += piece;
      encoder->encode(piece, bytes);
      encoder->flush(bytes);
      CHECK(decoder->decode(bytes, used, text, kNoBound) == Decoder::State::kNeedMore);
      CHECK(text == expected);
      CHECK_FALSE(decoder->finished());
    }
    std::string end;
    std::size_t used = 0;
    encoder->finish(end);
    CHECK(decoder->decode(end, used, text, kNoBound) == Decoder::State::kNeedMore);
    CHECK(text == expected);
    CHECK(decoder->finished());
  }
}

TEST_CASE("an encoder begins again, also in the middle of a body") {
  for (const Coding coding : kAll) {
    CAPTURE(coding_name(coding));
    const auto encoder = Encoder::make(coding);
    for (const std::size_t count : {1, 500, 3}) {
      std::string forgotten;
      encoder->encode(noise(50'000), forgotten);
      std::string out;
      encoder->begin(rows(count).size());
      encoder->encode(rows(count), out);
      encoder->finish(out);
      CHECK(is_body(decoded(coding, out), rows(count)));
      encoder->begin(std::nullopt);
    }
  }
}

TEST_CASE("a whole body is encoded only if that makes it smaller, by any thread") {
  const std::string head = rows(100);
  const std::string tail = rows(30);
  const std::vector<duet_slice> pieces{slice(head), slice(tail)};
  const std::string random = noise(5000);
  const std::vector<duet_slice> incompressible{slice(random)};
  for (const Coding coding : kAll) {
    CAPTURE(coding_name(coding));
    std::vector<std::string> outs(3, "before");
    std::vector<std::thread> threads;
    for (std::string& out : outs) {
      threads.emplace_back([&] {
        for (int i = 0; i < 20; ++i) {
          out.resize(6);
          encode_whole(coding, pieces, head.size() + tail.size(), out);
          std::string none = "none";
          if (encode_whole(coding, incompressible, random.size(), none) || none != "none") out = "wrong";
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (const std::string& out : outs) {
      CHECK(out.starts_with("before"));
      CHECK(out.size() < head.size() / 4);
      CHECK(is_body(decoded(coding, std::string_view(out).substr(6)), head + tail));
    }
  }
}

TEST_CASE("a body that expands to exactly the bound is whole, and one byte more is too much") {
  for (const Coding coding : kAll) {
    CAPTURE(coding_name(coding));
    for (const std::string& body : {rows(300), std::string(100'000, 'z'), noise(20'000)}) {
      const std::string bytes = encoded(coding, body);
      for (const std::size_t piece : {std::size_t{1}, std::size_t{100}, kWhole}) {
        CAPTURE(piece);
        CHECK(is_body(decoded(coding, bytes, piece, body.size()), body));
        const Decoded over = decoded(coding, bytes, piece, body.size() - 1);
        CHECK(over.state == Decoder::State::kFull);
        CHECK(over.text == body.substr(0, body.size() - 1));
      }
    }
  }
}

TEST_CASE("a decoder that was full goes on where it stopped") {
  const std::string body = rows(1000);
  for (const Coding coding : kAll) {
    CAPTURE(coding_name(coding));
    const std::string bytes = encoded(coding, body);
    for (const std::size_t window : {1, 17, 5000}) {
      const auto decoder = Decoder::make(coding);
      std::string whole;
      std::size_t at = 0;
      auto state = Decoder::State::kFull;
      while (state == Decoder::State::kFull) {
        std::string out;
        std::size_t used = 0;
        state = decoder->decode(std::string_view(bytes).substr(at), used, out, window);
        if (out.size() > window) FAIL("more than there was room for");
        // Without room for it, nothing is lost or made up.
        for (int i = 0; i < 20 && whole.size() < 100 && state == Decoder::State::kFull; ++i) {
          at += used;
          CHECK(decoder->decode(std::string_view(bytes).substr(at), used, out, window) == Decoder::State::kFull);
        }
        at += used;
        whole += out;
      }
      CHECK(state == Decoder::State::kNeedMore);
      CHECK(decoder->finished());
      CHECK(whole == body);
    }
  }
}

TEST_CASE("a bomb is stopped at the bound") {
  const std::string zeros(1 << 20, '\0');
  for (const Coding coding : kAll) {
    CAPTURE(coding_name(coding));
    const auto encoder = Encoder::make(coding);
    std::string bytes;
    for (int i = 0; i < 100; ++i) encoder->encode(zeros, bytes);
    encoder->finish(bytes);
    const Decoded bomb = decoded(coding, bytes, kWhole, 10'000);
    CHECK(bomb.state == Decoder::State::kFull);
    CHECK(bomb.text.size() == 10'000);
    CHECK(bomb.text.capacity() < 100'000);
  }
}

TEST_CASE("a truncated body is never whole") {
  const std::string body = rows(20);
  for (const Coding coding : kAll) {
    CAPTURE(coding_name(coding));
    const std::string bytes = encoded(coding, body);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const Decoded part = decoded(coding, std::string_view(bytes).substr(0, size));
      CHECK(part.state == Decoder::State::kNeedMore);
      CHECK_FALSE(part.finished);
      CHECK(body.starts_with(part.text));
    }
  }
}

TEST_CASE("nothing follows the end of a body but another part of it") {
  const std::string body = rows(5);
  for (const Coding coding : kAll) {
    CAPTURE(coding_name(coding));
    const std::string bytes = encoded(coding, body);
    for (const std::size_t piece : {std::size_t{1}, kWhole}) {
      CHECK(decoded(coding, bytes + "x", piece).state == Decoder::State::kMalformed);
      CHECK(decoded(coding, bytes + std::string(8, '\0'), piece).state == Decoder::State::kMalformed);
    }
    CHECK(decoded(coding, "{\"not\":\"coded\"}{\"not\":\"coded\"}").state == Decoder::State::kMalformed);
  }
  for (const Coding coding : {Coding::kGzip, Coding::kZstd}) {
    CAPTURE(coding_name(coding));
    const std::string twice = encoded(coding, "one ") + encoded(coding, "") + encoded(coding, "two");
    CHECK(is_body(decoded(coding, twice), "one two"));
    CHECK(is_body(decoded(coding, twice, 1), "one two"));
    CHECK_FALSE(decoded(coding, twice.substr(0, twice.size() - 1)).finished);
  }
  const std::string one = encoded(Coding::kBrotli, "one");
  CHECK(decoded(Coding::kBrotli, one + one).state == Decoder::State::kMalformed);
}

TEST_CASE("zstd frames: those to be skipped, of old formats, with a large window, with a dictionary") {
  using namespace std::string_literals;
  const std::string skipped = "\x50\x2a\x4d\x18\x03\x00\x00\x00xyz"s;
  CHECK(is_body(decoded(Coding::kZstd, skipped + encoded(Coding::kZstd, "a") + skipped), "a"));
  for (const char version : {'\x22', '\x23', '\x24', '\x25', '\x26', '\x27', '\x1e'}) {
    CHECK(decoded(Coding::kZstd, std::string(1, version) + "\xb5\x2f\xfd\x00\x00\x00\x00"s).state ==
          Decoder::State::kMalformed);
  }
  // A frame's head with a window (RFC 8878 section 3.1.1.1.2) of 8 MiB and of 16 MiB, and one empty last block.
  const auto frame = [](int window_bits) {
    return "\x28\xb5\x2f\xfd\x00"s + static_cast<char>((window_bits - 10) << 3) + "\x01\x00\x00"s;
  };
  CHECK(is_body(decoded(Coding::kZstd, frame(23)), ""));
  CHECK(decoded(Coding::kZstd, frame(24)).state == Decoder::State::kMalformed);
  const std::string with_dictionary = "\x28\xb5\x2f\xfd\x21\x07\x00\x01\x00\x00"s;
  CHECK(decoded(Coding::kZstd, with_dictionary).state == Decoder::State::kMalformed);
}

TEST_CASE("damaged bodies end, within the bound, and gzip's checksum finds what changed") {
  const std::string body = rows(12);
  for (const Coding coding : kAll) {
    CAPTURE(coding_name(coding));
    const std::string bytes = encoded(coding, body);
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      std::string damaged = bytes;
      damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
      for (const std::size_t piece : {std::size_t{5}, kWhole}) {
        const Decoded result = decoded(coding, damaged, piece, 4000);
        CHECK(result.text.size() <= 4000);
        if (coding == Coding::kGzip && result.finished) CHECK(result.text == body);
      }
    }
    for (std::size_t size = 0; size < 300; ++size) {
      const Decoded result = decoded(coding, noise(size), 7, 4000);
      CHECK(result.text.size() <= 4000);
    }
  }
}

TEST_CASE("bodies of other encoders are read") {
  using namespace std::string_literals;
  const std::string text = "hello, hello, hello";
  // gzip -9 of a file with a name, Node's zlib.brotliCompressSync(), zstd --check.
  CHECK(
      is_body(decoded(Coding::kGzip,
                      "\x1f\x8b\x08\x08\x2a\x31\x00\x6b\x02\x03\x68\x65\x6c\x6c\x6f\x2e"
                      "\x74\x78\x74\x00\xcb\x48\xcd\xc9\xc9\xd7\x51\xc8\x40\xa2\x00\x9f\xa1\xca\x09\x13\x00\x00\x00"s),
              text));
  CHECK(is_body(decoded(Coding::kBrotli,
                        "\x1b\x12\x00\xf8\x8d\x94\x6e\xde\x44\x09\x52\x86\x96\x6c\x2c\x6f\x11\x4f\x24\xd0\x71\x00"s),
                text));
  CHECK(is_body(
      decoded(
          Coding::kZstd,
          "\x28\xb5\x2f\xfd\x24\x13\x6d\x00\x00\x38\x68\x65\x6c\x6c\x6f\x2c\x20\x01\x00\xe2\x8a\x11\x75\xf3\x98\x8e"s),
      text));
}
