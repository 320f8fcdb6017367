// The wire codec: what proto3 accepts and refuses, byte by byte.
#include <doctest/doctest.h>

#include <duet/codec/protobuf.hpp>
#include <protozero/buffer_string.hpp>

#include "models.hpp"
#include "samples.hpp"

using namespace kinds;
using namespace std::string_literals;

namespace {

template <class T>
std::string encoded(const T& value) {
  std::string bytes = "kept";
  REQUIRE(duet::encode_protobuf(value, bytes));
  return bytes.substr(4);
}

template <class T>
T decoded(std::string_view bytes) {
  T value;
  duet::DecodeError error;
  const bool ok = duet::decode_protobuf(bytes, value, error);
  INFO(error.message());
  REQUIRE(ok);
  return value;
}

template <class T>
std::string refused(std::string_view bytes) {
  T value;
  duet::DecodeError error;
  REQUIRE_FALSE(duet::decode_protobuf(bytes, value, error));
  return error.message();
}

// Field 2 of Outer::Nested within itself, `levels` deep.
std::string deep(std::size_t levels) {
  std::string bytes;
  for (std::size_t i = 0; i < levels; ++i) {
    std::string size;
    protozero::add_varint_to_buffer(&size, bytes.size());
    bytes = "\x12" + size + bytes;
  }
  return bytes;
}

struct Groups {
  int n = 0;
};
DUET_MODEL(Groups, DUET_FIELD(1, n));

struct Keeper {
  int n = 0;
  duet::Boxed<Keeper> inner;
  duet::UnknownFields unknown;
};
DUET_MODEL(Keeper, DUET_FIELD(1, n), DUET_FIELD(2, inner), DUET_UNKNOWN(unknown));

struct Encoded {
  std::int32_t zigzag = 0;
  std::int64_t fixed = 0;
  std::uint32_t small_fixed = 0;
  std::int64_t wide_zigzag = 0;
  std::vector<std::int32_t> zigzags, loose;
  std::map<std::int32_t, std::uint32_t> by_zigzag;
};
DUET_MODEL(Encoded, DUET_FIELD(1, zigzag, duet::sint), DUET_FIELD(2, fixed, duet::fixed),
           DUET_FIELD(3, small_fixed, duet::fixed), DUET_FIELD(4, wide_zigzag, duet::sint),
           DUET_FIELD(5, zigzags, duet::sint), DUET_FIELD(6, loose, duet::unpacked),
           DUET_FIELD(7, by_zigzag, duet::key(duet::sint), duet::fixed));

}  // namespace

TEST_CASE("every kind of field survives the wire") {
  const All all = samples::full();
  CHECK(decoded<All>(encoded(all)) == all);
  CHECK(encoded(All{}).empty());
  CHECK(decoded<All>("") == All{});
}

TEST_CASE("known bytes") {
  Plain plain;
  plain.flag = true;
  plain.small = -1;
  plain.name = "é";
  CHECK(encoded(plain) == "\x08\x01\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x42\x02é"s);
  CHECK(encoded(Outer{}) == "");
  Outer outer;
  outer.maybe.emplace();
  CHECK(encoded(outer) == "\x12\x00"s);
  Lists lists;
  lists.smalls = {1, 300};
  CHECK(encoded(lists) == "\x12\x03\x01\xac\x02"s);
  Maps maps;
  maps.by_flag = {{false, 0}, {true, 5}};
  CHECK(encoded(maps) == "\x0a\x04\x08\x00\x10\x00\x0a\x04\x08\x01\x10\x05"s);
}

TEST_CASE("an optional keeps a zero, a plain field does not send it, but a negative zero is sent") {
  Optionals optionals;
  optionals.small = 0;
  optionals.name = "";
  CHECK(encoded(optionals) == "\x10\x00\x2a\x00"s);
  CHECK(decoded<Optionals>(encoded(optionals)) == optionals);
  Plain plain;
  plain.amount = -0.0;
  CHECK(std::signbit(decoded<Plain>(encoded(plain)).amount));
}

TEST_CASE("lists of numbers are read packed and one by one, also mixed") {
  CHECK(decoded<Lists>("\x10\x01\x12\x02\x02\x03\x10\x04"s).smalls == std::vector<std::int32_t>{1, 2, 3, 4});
  CHECK(decoded<Lists>("\x08\x01\x0a\x02\x00\x05"s).flags == std::vector<bool>{true, false, true});
  CHECK(decoded<Lists>("\x12\x00"s).smalls.empty());
}

TEST_CASE("the last scalar wins and submessages merge") {
  CHECK(decoded<Plain>("\x10\x01\x10\x02"s).small == 2);
  const Outer outer = decoded<Outer>("\x12\x02\x08\x05\x12\x04\x12\x02\x08\x07"s);
  CHECK(outer.maybe->n == 5);
  CHECK(outer.maybe->children.at(0).n == 7);
}

TEST_CASE("a map entry may lack its key or value, and the last entry of a key wins") {
  CHECK(decoded<Maps>("\x0a\x00"s).by_flag == std::map<bool, std::int32_t>{{false, 0}});
  CHECK(decoded<Maps>("\x0a\x02\x10\x07"s).by_flag == std::map<bool, std::int32_t>{{false, 7}});
  CHECK(decoded<Maps>("\x0a\x02\x10\x07\x0a\x04\x08\x00\x10\x09"s).by_flag == std::map<bool, std::int32_t>{{false, 9}});
  CHECK(decoded<Maps>("\x0a\x06\x10\x07\x18\x01\x08\x01"s).by_flag == std::map<bool, std::int32_t>{{true, 7}});
}

TEST_CASE("numbers are cut to the width of their field") {
  CHECK(decoded<Plain>("\x10\xff\xff\xff\xff\x0f"s).small == -1);
  CHECK(decoded<Plain>("\x08\x80\x01"s).flag);
  CHECK(decoded<Plain>("\xf8\xff\xff\xff\x0f\x63"s).color == static_cast<Color>(99));
  CHECK(decoded<Plain>("\x10\x81\x80\x00"s).small == 1);
}

TEST_CASE("unknown fields of every wire type are skipped") {
  const std::string unknown =
      "\x50\x96\x01"
      "\x51"
      "12345678"
      "\x52\x03"
      "abc"
      "\x53\x08\x01\x5b\x5c\x54"
      "\x55"
      "1234"s;
  CHECK(decoded<Groups>("\x08\x01" + unknown + "\x08\x02").n == 2);
  // A known number with another wire type is unknown too.
  CHECK(decoded<Groups>("\x0d\x01\x02\x03\x04\x08\x05").n == 5);
}

TEST_CASE("unknown fields are kept where the model wants them, at every level, and written behind the known ones") {
  const std::string unknown = "\x50\x96\x01\x5b\x08\x01\x5c"s;
  const auto message = decoded<Keeper>("\x50\x96\x01\x08\x05\x12\x04\x50\x01\x08\x07\x5b\x08\x01\x5c"s);
  CHECK(message.n == 5);
  CHECK(message.unknown.wire == unknown);
  CHECK(message.inner->n == 7);
  CHECK(message.inner->unknown.wire == "\x50\x01"s);
  CHECK(encoded(message) == "\x08\x05\x12\x04\x08\x07\x50\x01" + unknown);
  // A known number with another wire type is unknown too.
  CHECK(encoded(decoded<Keeper>("\x0d\x01\x02\x03\x04"s)) == "\x0d\x01\x02\x03\x04"s);
}

TEST_CASE("known bytes of the other encodings of integers") {
  CHECK(encoded(Encoded{-1, -2, 3, -4, {-1, 1}, {1}, {{-1, 2}}}) ==
        "\x08\x01\x11\xfe\xff\xff\xff\xff\xff\xff\xff\x1d\x03\x00\x00\x00\x20\x07"
        "\x2a\x02\x01\x02\x30\x01\x3a\x07\x08\x01\x15\x02\x00\x00\x00"s);
  const auto mixed = decoded<Encoded>("\x28\x01\x2a\x01\x02\x32\x02\x05\x06\x30\x07"s);
  CHECK(mixed.zigzags == std::vector<std::int32_t>{-1, 1});
  CHECK(mixed.loose == std::vector<std::int32_t>{5, 6, 7});
  // Every size of a zigzag.
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 40, std::numeric_limits<std::int64_t>::min(),
        std::numeric_limits<std::int64_t>::max()}) {
    Encoded message;
    message.wide_zigzag = value;
    CHECK(decoded<Encoded>(encoded(message)).wide_zigzag == value);
  }
}

TEST_CASE("what is not a message is refused with a reason and a place") {
  CHECK(refused<Plain>("\x00\x01"s).find("tag") != std::string::npos);
  CHECK(refused<Plain>("\x02\x00"s).find("tag") != std::string::npos);
  CHECK(refused<Plain>("\x10\x01\x16\x00"s) == "not a valid protobuf message: an unknown field is not valid at byte 2");
  CHECK(refused<Plain>("\x17"s).find("unknown") != std::string::npos);
  CHECK(refused<Groups>("\x0c"s).find("unknown") != std::string::npos);      // a group ends that has not begun
  CHECK(refused<Groups>("\x53\x5c"s).find("unknown") != std::string::npos);  // another group ends
  CHECK(refused<Groups>("\x53"s).find("unknown") != std::string::npos);      // it never ends
  CHECK(refused<Plain>("\x42\x05"s + "ab").find("length goes beyond the end in field 'name'") != std::string::npos);
  CHECK(refused<Plain>("\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s).find("number") != std::string::npos);
  CHECK(refused<Plain>("\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"s).find("number") != std::string::npos);
  CHECK(refused<Plain>("\x90\x80\x80\x80\x80\x00\x01"s).find("tag") != std::string::npos);     // six bytes
  CHECK(refused<Plain>("\xff\xff\xff\xff\x1f\x01"s).find("tag") != std::string::npos);         // 33 bits
  CHECK(refused<Plain>("\x42\x80\x80\x80\x80\x80\x00"s).find("length") != std::string::npos);  // six bytes
  CHECK(decoded<Plain>("\x42\x81\x80\x80\x80\x00x"s).name == "x");
  CHECK(refused<Lists>("\x12\x02\x01\x80"s).find("number") != std::string::npos);
  CHECK(refused<Lists>("\x32\x03"s + "123").find("number") != std::string::npos);  // not a whole number of floats
}

TEST_CASE("text that is not UTF-8 is refused in every string") {
  for (const std::string& bad : {"\xff"s, "\xc0\x80"s, "\xed\xa0\x80"s, "\xf4\x90\x80\x80"s, "\xe2\x82"s}) {
    const auto with = [&bad](char tag) { return tag + std::string(1, static_cast<char>(bad.size())) + bad; };
    const auto entry = [](char tag, const std::string& text) {
      return tag + std::string(1, static_cast<char>(text.size())) + text;
    };
    CHECK(refused<Plain>(with('\x42')).find("invalid UTF-8 in field 'name'") != std::string::npos);
    CHECK(refused<Optionals>(with('\x2a')).find("invalid UTF-8") != std::string::npos);
    CHECK(refused<Lists>(with('\x42')).find("invalid UTF-8") != std::string::npos);
    CHECK(refused<Maps>(entry('\x22', with('\x0a'))).find("invalid UTF-8") != std::string::npos);
    CHECK(refused<Maps>(entry('\x12', with('\x12'))).find("invalid UTF-8") != std::string::npos);
    CHECK(decoded<Optionals>(with('\x32')).data->value == bad);

    Plain plain;
    plain.name = bad;
    std::string out = "kept";
    duet::EncodeError error;
    CHECK_FALSE(duet::encode_protobuf(plain, out, &error));
    CHECK(out == "kept");
    CHECK(error.message() == "the field 'name' has text that is not UTF-8");
  }
}

TEST_CASE("100 levels are read, one more is refused") {
  CHECK(decoded<Outer::Nested>(deep(99)).children.size() == 1);
  CHECK(refused<Outer::Nested>(deep(100)).find("deeper than 100 levels") != std::string::npos);
  CHECK(refused<Outer::Nested>(deep(5000)).find("deeper than 100 levels") != std::string::npos);
  CHECK(decoded<Groups>(std::string(99, '\x53') + std::string(99, '\x54')).n == 0);
  CHECK_FALSE(refused<Groups>(std::string(100000, '\x53')).empty());
}

TEST_CASE("one field as the whole body") {
  Outer outer;
  duet::DecodeError error;
  CHECK(duet::decode_protobuf_field("\x08\x05", "maybe", outer, error));
  CHECK(duet::decode_protobuf_field("\x08\x06", "plain", outer, error));
  CHECK(outer.maybe->n == 5);
  CHECK(outer.plain.n == 6);
  std::string out;
  CHECK(duet::encode_protobuf_field(outer, "plain", out));
  CHECK(out == "\x08\x06");
  out.clear();
  CHECK(duet::encode_protobuf_field(Outer{}, "maybe", out));
  CHECK(out.empty());
  Plain plain;
  CHECK_FALSE(duet::decode_protobuf_field("", "name", plain, error));
  CHECK_FALSE(duet::encode_protobuf_field(plain, "name", out));
  CHECK_FALSE(duet::decode_protobuf_field("", "nothing", plain, error));
}

TEST_CASE("many nested messages") {
  Outer::Nested tree;
  tree.children.resize(200);
  for (auto& child : tree.children) child.children.resize(3);
  CHECK(decoded<Outer::Nested>(encoded(tree)) == tree);
}

TEST_CASE("every truncation of valid bytes ends in an answer") {
  const std::string bytes = encoded(samples::full());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::string cut(bytes, 0, size);  // a copy of its own, so that a sanitizer sees a read beyond it
    All all;
    duet::DecodeError error;
    if (!duet::decode_protobuf(cut, all, error)) CHECK(error.offset <= size);
  }
}

TEST_CASE("flipped bits end in an answer") {
  const std::string bytes = encoded(samples::full());
  samples::Random random(1);
  for (int round = 0; round < 20000; ++round) {
    std::string flipped = bytes;
    for (std::uint64_t n = random.below(4) + 1; n > 0; --n)
      flipped[random.below(flipped.size())] ^= static_cast<char>(1U << random.below(8));
    All all;
    duet::DecodeError error;
    if (!duet::decode_protobuf(flipped, all, error)) continue;
    std::string again;
    CHECK(duet::encode_protobuf(all, again));
  }
}
