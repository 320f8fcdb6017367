// Calls on their way through the translation: a real dispatcher and catalog, and a backend that the tests write.
#include "transcode/backend.hpp"

#include <doctest/doctest.h>
#include <duet/abi/description.h>
#include <google/protobuf/compiler/parser.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <atomic>
#include <functional>
#include <future>
#include <map>
#include <mutex>
#include <thread>

#include "core/code_map.hpp"
#include "core/text.hpp"

using namespace duet;

namespace {

constexpr std::string_view kContract = R"(
syntax = "proto3";
package shop.v1;
import "google/api/httpbody.proto";
import "google/protobuf/any.proto";
import "google/protobuf/timestamp.proto";
message Item {
  int64 id = 1;
  string name = 2;
  repeated string tags = 3;
  google.protobuf.Timestamp at = 4;
  google.protobuf.Any extra = 5;
  google.api.HttpBody picture = 6;
}
message Note {
  string text = 1;
  repeated Page pages = 2;
}
message Page {}
service Shop {
  rpc Get(Item) returns (Item);
  rpc Show(google.api.HttpBody) returns (google.api.HttpBody);
}
)";

std::string contract_file() {
  google::protobuf::io::ArrayInputStream stream(kContract.data(), static_cast<int>(kContract.size()));
  google::protobuf::io::Tokenizer tokens(&stream, nullptr);
  google::protobuf::FileDescriptorProto file;
  file.set_name("shop.proto");
  REQUIRE(google::protobuf::compiler::Parser().Parse(&tokens, &file));
  return file.SerializeAsString();
}

/// What came to the door.
struct Answer {
  duet_code code = 0;
  std::uint32_t http_status = 0;
  std::string message, details, body;
  std::map<std::string, std::string> metadata;
};

class Sink final : public core::ReplySink {
 public:
  void answer(core::Call&, const duet_reply& reply) noexcept override {
    Answer answer{reply.code,
                  reply.http_status,
                  std::string(core::view(reply.message)),
                  std::string(core::view(reply.details)),
                  {},
                  {}};
    for (std::size_t i = 0; i < reply.n_body; ++i) answer.body += core::view(reply.body[i]);
    for (std::size_t i = 0; i < reply.n_metadata; ++i) {
      answer.metadata.emplace(core::view(reply.metadata[i].key), core::view(reply.metadata[i].value));
    }
    core::release_slices(reply);
    answer_.set_value(std::move(answer));
  }
  Answer wait() { return answer_.get_future().get(); }

 private:
  std::promise<Answer> answer_;
};

/// Answers what the test says, and remembers what it was asked.
class Behind final : public core::Backend {
 public:
  std::function<void(core::Call&)> on_invoke;
  int invoked = 0;
  bool untouched = false;  // it was asked what the door has
  std::string body, body_field;
  std::size_t fields = 0;  // of path and query
  std::uint32_t encoding = 0, reply_encoding = 0;

  void invoke(core::Call& call) override {
    note(call);
    on_invoke(call);
  }
  void cancel(core::Call&) override {}
  void resume(core::Call&, std::uint64_t) override {}

 private:
  void note(core::Call& call) {
    const std::lock_guard lock(mutex_);
    const duet_request& request = call.asked();
    ++invoked;
    untouched = &request == &call.request;
    body.clear();
    for (std::size_t i = 0; i < request.n_body; ++i) body += core::view(request.body[i]);
    body_field = core::view(request.body_field);
    fields = request.n_path + request.n_query;
    encoding = request.encoding;
    reply_encoding = request.reply_encoding;
  }

  std::mutex mutex_;
};

struct Request {
  std::string method = "Get";
  std::vector<std::string> body = {};
  std::string body_field = "*", reply_field = {};
  std::map<std::string, std::string> path = {}, query = {}, metadata = {};
  std::uint32_t encoding = DUET_JSON, reply_encoding = DUET_JSON;
};

class Shop {
 public:
  explicit Shop(std::uint32_t spoken, std::uint32_t flags = 0) : dispatcher_(options()) {
    core::Offer offer;
    offer.plugin = "shop";
    offer.files = {contract_file()};
    auto transcoding = std::make_shared<transcode::TranscodingBackend>(behind, dispatcher_);
    offer.backend = transcoding;
    for (const char* name : {"Get", "Show"}) {
      core::MethodOffer method;
      method.service = "shop.v1.Shop";
      method.name = name;
      method.index = static_cast<std::uint32_t>(offer.methods.size());
      method.encodings = DUET_PROTOBUF | DUET_JSON | DUET_BYTES;
      method.spoken = spoken;
      method.flags = flags;
      method.execution = core::Execution::kInline;
      offer.methods.push_back(method);
    }
    std::vector<std::string> errors;
    catalog_ = core::Catalog::build({offer}, errors);
    REQUIRE(errors == std::vector<std::string>{});
    transcoding->mount(*catalog_);
  }
  ~Shop() {
    while (dispatcher_.in_progress() > 0) std::this_thread::yield();
  }

  /// The backend answers with `bytes`.
  void answers(std::string bytes, std::map<std::string, std::string> metadata = {}) {
    behind->on_invoke = [this, bytes = std::move(bytes), metadata = std::move(metadata)](core::Call& call) {
      finish(call.handle(), bytes, metadata);
    };
  }
  void finish(duet_call handle, std::string_view bytes, const std::map<std::string, std::string>& metadata = {}) {
    std::vector<duet_kv> pairs;
    for (const auto& [key, value] : metadata) pairs.push_back({text(key), text(value)});
    const duet_slice slice{reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), &released,
                           [](void* count) { ++*static_cast<std::atomic<int>*>(count); }};
    duet_reply reply{};
    reply.size = sizeof reply;
    reply.body = &slice;
    reply.n_body = 1;
    reply.metadata = pairs.data();
    reply.n_metadata = pairs.size();
    dispatcher_.finish(handle, reply);
  }

  Answer call(const Request& from) {
    Sink sink;
    const core::CallRef call = begin(sink, from);
    dispatcher_.dispatch(call);
    return sink.wait();
  }
  core::CallRef begin(Sink& sink, const Request& from) {
    core::CallRef call = dispatcher_.begin(sink);
    call->catalog = catalog_;
    for (const auto& method : catalog_->methods()) {
      if (method->name == from.method) call->method = method.get();
    }
    duet_request& request = call->request;
    request.door = DUET_DOOR_REST;
    request.encoding = from.encoding;
    request.reply_encoding = from.reply_encoding;
    request.body_field = call->copy(from.body_field);
    request.reply_field = call->copy(from.reply_field);
    fill(*call, from.path, request.path, request.n_path);
    fill(*call, from.query, request.query, request.n_query);
    fill(*call, from.metadata, request.metadata, request.n_metadata);
    auto* const slices = static_cast<duet_slice*>(
        call->arena().allocate(from.body.size() * sizeof(duet_slice) + 1, alignof(duet_slice)));
    for (std::size_t i = 0; i < from.body.size(); ++i) {
      const duet_str kept = call->copy(from.body[i]);
      slices[i] = {reinterpret_cast<const std::uint8_t*>(kept.data), kept.size, nullptr, nullptr};
    }
    request.body = slices;
    request.n_body = from.body.size();
    return call;
  }

  core::Dispatcher& dispatcher() { return dispatcher_; }

  const std::shared_ptr<Behind> behind = std::make_shared<Behind>();
  std::atomic<int> released = 0;

 private:
  static core::DispatcherOptions options() {
    core::DispatcherOptions options;
    options.pipeline.access_log = false;
    return options;
  }
  static duet_str text(std::string_view view) { return {view.data(), view.size()}; }
  static void fill(core::Call& call, const std::map<std::string, std::string>& from, const duet_kv*& pairs,
                   std::size_t& count) {
    auto* const to = static_cast<duet_kv*>(call.arena().allocate(from.size() * sizeof(duet_kv) + 1, alignof(duet_kv)));
    pairs = to;
    for (const auto& [key, value] : from) to[count++] = {call.copy(key), call.copy(value)};
  }

  core::Dispatcher dispatcher_;
  std::shared_ptr<const core::Catalog> catalog_;
};

const std::string kItem = "\x08\x07\x12\x04lamp";  // id 7, name "lamp"

}  // namespace

TEST_CASE("a call that the backend understands is given on as it is") {
  Shop shop(DUET_PROTOBUF);
  shop.answers(kItem);
  CHECK(shop.call({.body = {kItem}, .encoding = DUET_PROTOBUF, .reply_encoding = DUET_PROTOBUF}).body == kItem);
  CHECK(shop.behind->untouched);
  CHECK(shop.released == 1);
}

TEST_CASE("JSON, path and query become one message, and the answer JSON") {
  Shop shop(DUET_PROTOBUF);
  shop.answers(kItem);
  const Answer answer = shop.call({.body = {R"({"tags":)", R"(["a"]})"}, .path = {{"id", "7"}}});
  CHECK(answer.code == core::kOk);
  CHECK(answer.body == R"({"id":"7","name":"lamp"})");
  CHECK(shop.behind->body ==
        "\x08\x07\x1a\x01"
        "a");
  CHECK(shop.behind->body_field == "*");
  CHECK(shop.behind->fields == 0);
  CHECK(shop.behind->encoding == DUET_PROTOBUF);
  CHECK(shop.behind->reply_encoding == DUET_PROTOBUF);

  CHECK(shop.call({.body_field = "", .path = {{"id", "7"}}, .query = {{"name", "lamp"}}}).code == core::kOk);
  CHECK(shop.behind->body == kItem);

  CHECK(shop.call({.body = {R"("lamp")"}, .body_field = "name", .reply_field = "name"}).body == R"("lamp")");
  CHECK(shop.behind->body == "\x12\x04lamp");
  CHECK(shop.call({.reply_field = "at"}).body == "null");
  CHECK(shop.call({.reply_field = "tags"}).body == "[]");

  shop.answers("\x22\x02\x08\x01");
  CHECK(shop.call({.body = {"\x12\x01x"},
                   .reply_field = "at",
                   .path = {{"id", "7"}},
                   .encoding = DUET_PROTOBUF,
                   .reply_encoding = DUET_PROTOBUF})
            .body == "\x08\x01");
  CHECK(shop.behind->body == "\x08\x07\x12\x01x");
}

TEST_CASE("bytes of any media type become a google.api.HttpBody, and come out of one") {
  Shop shop(DUET_PROTOBUF);
  const std::string picture = "\x0a\x09image/png\x12\x04\x89PNG";
  shop.answers(picture, {{"content-type", "text/plain"}, {"x-other", "1"}});
  const Answer answer = shop.call({.method = "Show",
                                   .body = {"\x89PNG"},
                                   .metadata = {{"content-type", "image/png"}},
                                   .encoding = DUET_BYTES,
                                   .reply_encoding = DUET_BYTES});
  CHECK(answer.body == "\x89PNG");
  CHECK(answer.metadata == std::map<std::string, std::string>{{"content-type", "image/png"}, {"x-other", "1"}});
  CHECK(shop.behind->body == picture);

  shop.answers("\x32\x11" + picture);
  CHECK(shop.call({.reply_field = "picture", .reply_encoding = DUET_BYTES}).body == "\x89PNG");
  shop.answers(
      "\x0a\x05"
      "a\r\nb:");
  CHECK(shop.call({.method = "Show", .reply_encoding = DUET_BYTES}).code == core::kInternal);
}

TEST_CASE("a request that does not fit never comes to the backend") {
  Shop shop(DUET_PROTOBUF);
  shop.answers({});
  const Answer malformed = shop.call({.body = {"{"}});
  CHECK(malformed.code == core::kInvalidArgument);
  CHECK(malformed.http_status == 400);
  CHECK(malformed.message == "the body is not JSON: line 1, column 2: Missing a name for object member.");
  const Answer wrong = shop.call({.body = {R"({"id":"x","nam":"lamp"})"}, .query = {{"tags", "a"}}});
  CHECK(wrong.http_status == 422);
  CHECK(wrong.message ==
        "3 fields are invalid: id: must be an integer; nam: is not a field of Item; did you mean 'name'?; tags: is not "
        "taken from the query here, only from the body");
  CHECK(wrong.details.find("type.googleapis.com/google.rpc.BadRequest") != std::string::npos);
  const Answer cut = shop.call({.body = {"\x12\x05lamp"}, .path = {{"id", "7"}}, .encoding = DUET_PROTOBUF});
  CHECK(cut.http_status == 400);
  CHECK(cut.message == "not a valid protobuf message: a length goes beyond the end in field 'name' at byte 1");
  CHECK(shop.behind->invoked == 0);
}

TEST_CASE("an Any holds messages of the contract, not all that the host knows") {
  Shop shop(DUET_PROTOBUF);
  shop.answers({});
  const auto send = [&shop](const std::string& type) {
    return shop.call({.body = {R"({"extra":{"@type":"type.googleapis.com/)" + type + R"("}})"}});
  };
  for (const char* type : {"shop.v1.Note", "google.api.HttpBody", "google.protobuf.Duration"})
    CHECK(send(type).code == core::kOk);
  for (const char* type : {"google.rpc.Status", "google.protobuf.FileDescriptorProto", "google.protobuf.Api"}) {
    CHECK(send(type).message ==
          "1 field is invalid: extra.@type: names " + std::string(type) + ", which is not known here");
  }
}

TEST_CASE("errors pass as they are") {
  Shop shop(DUET_PROTOBUF);
  shop.behind->on_invoke = [&shop](core::Call& call) {
    duet_reply reply{};
    reply.size = sizeof reply;
    reply.code = core::kNotFound;
    reply.message = {"no lamp", 7};
    shop.dispatcher().finish(call.handle(), reply);
  };
  const Answer answer = shop.call({.body = {"{}"}});
  CHECK(answer.code == core::kNotFound);
  CHECK(answer.message == "no lamp");
}

TEST_CASE("an answer that is no message, or has no form in JSON, is an internal error") {
  Shop shop(DUET_PROTOBUF);
  const std::string hostile[] = {"\xff",
                                 "\x08",
                                 "\x12\x05lamp",
                                 "\x12\x01\xff",
                                 "\x0b\x08\x01",
                                 "\x22\x07\x08\x80\x80\x80\x80\x80\x40",
                                 "\x2a\x06\x0a\x04none",
                                 "\x2a\x04\x12\x02zz"};
  int released = 0;
  for (const std::string& bytes : hostile) {
    shop.answers(bytes, {{"x-secret", "1"}});
    const Answer answer = shop.call({.body = {"{}"}});
    INFO(answer.body);
    CHECK(answer.code == core::kInternal);
    CHECK(answer.message == "internal error");
    CHECK(answer.body.empty());
    CHECK(answer.metadata.empty());
    CHECK(shop.released == ++released);
  }
}

TEST_CASE("a backend that reads JSON only is served to those that send protobuf") {
  Shop shop(DUET_JSON);
  shop.answers(R"({"id":"7","name":"lamp","news":1})");
  CHECK(shop.call({.body = {kItem}, .encoding = DUET_PROTOBUF, .reply_encoding = DUET_PROTOBUF}).body == kItem);
  CHECK(shop.behind->body == R"({"id":"7","name":"lamp"})");
  CHECK(shop.behind->encoding == DUET_JSON);
  CHECK(shop.call({.body = {"{}"}, .path = {{"id", "7"}}}).body == R"({"id":"7","name":"lamp","news":1})");
  CHECK(shop.behind->untouched);
  for (const char* bytes : {"", "nothing", R"({"id":"x"})", "[]"}) {
    shop.answers(bytes);
    CHECK(shop.call({.body = {kItem}, .encoding = DUET_PROTOBUF, .reply_encoding = DUET_PROTOBUF}).code ==
          core::kInternal);
  }
  // A time that is none has no form in JSON, so the request cannot be put to this backend.
  const Answer refused = shop.call({.body = {"\x22\x02\x10\x7f\x22\x0b\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"},
                                    .encoding = DUET_PROTOBUF,
                                    .reply_encoding = DUET_PROTOBUF});
  CHECK(refused.http_status == 400);
}

TEST_CASE("what the handler writes in pieces is not looked at") {
  Shop shop(DUET_PROTOBUF, DUET_RAW_REPLY);
  shop.answers("anything");
  CHECK(shop.call({.body_field = "", .path = {{"id", "7"}}}).body == "anything");
  CHECK(shop.behind->body == "\x08\x07");
}

TEST_CASE("a large answer, from another thread") {
  Shop shop(DUET_PROTOBUF);
  const std::string name(100000, 'x');
  std::thread answering;
  shop.behind->on_invoke = [&](core::Call& call) {
    answering = std::thread([&shop, handle = call.handle(), &name] { shop.finish(handle, "\x12\xa0\x8d\x06" + name); });
  };
  CHECK(shop.call({.body = {"{}"}}).body == R"({"name":")" + name + R"("})");
  answering.join();
}

TEST_CASE("an answer that nobody waits for is not translated") {
  Shop shop(DUET_PROTOBUF);
  duet_call handle = 0;
  shop.behind->on_invoke = [&](core::Call& call) { handle = call.handle(); };
  Sink sink;
  {
    const core::CallRef call = shop.begin(sink, {.body = {"{}"}});
    shop.dispatcher().dispatch(call);
    call->cancel({core::kCancelled, "gone", 0});
    CHECK(sink.wait().code == core::kCancelled);
    shop.finish(handle, "\xff");
  }
  CHECK(shop.released == 1);
}

TEST_CASE("many calls at once, which meet types that were not asked for before") {
  Shop shop(DUET_PROTOBUF);
  const std::string any = R"({"extra":{"@type":"type.googleapis.com/shop.v1.Note","text":"n","pages":[{}]}})";
  shop.behind->on_invoke = [&shop](core::Call& call) { shop.finish(call.handle(), core::view(call.asked().body[0])); };
  std::vector<std::thread> threads;
  std::atomic<int> same = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 50; ++n) {
        Sink sink;
        const core::CallRef call = shop.begin(sink, {.body = {any}});
        shop.dispatcher().dispatch(call);
        same += sink.wait().body == any ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(same == 200);
}
