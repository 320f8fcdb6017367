// A plugin under the test host: created and started when it is made, stopped and destroyed when it goes.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "support/test_host.hpp"

namespace duet::test {

class TestPlugin {
 public:
  TestPlugin(TestHost& host, const duet_plugin* table, const std::string& settings = "{}")
      : host_(host), table_(table) {
    duet_error error{};
    error.size = sizeof error;
    if (table->create(host.table(), {settings.data(), settings.size()}, &instance_, &error) != 0) {
      throw std::runtime_error(std::string(error.field) + ": " + error.message);
    }
    if (table->start(instance_, &error) != 0) {
      table->destroy(instance_);
      throw std::runtime_error(error.message);
    }
  }
  ~TestPlugin() {
    duet_error error{};
    error.size = sizeof error;
    table_->stop(instance_, 0, &error);
    table_->destroy(instance_);
  }
  TestPlugin(const TestPlugin&) = delete;
  TestPlugin& operator=(const TestPlugin&) = delete;

  // The row of a method by the last part of its name.
  std::uint32_t row(std::string_view method) const {
    const duet_description* description = table_->describe(nullptr);
    for (std::uint32_t i = 0; i < description->n_methods; ++i) {
      const duet_str name = description->methods[i].full_name;
      if (std::string_view(name.data, name.size).ends_with("/" + std::string(method))) return i;
    }
    throw std::runtime_error("no method " + std::string(method));
  }

  std::shared_ptr<TestCall> begin(std::string_view method, Request request = {}) {
    request.method = row(method);
    return host_.begin(table_, instance_, std::move(request));
  }
  Reply call(std::string_view method, Request request = {}) { return begin(method, std::move(request))->wait(); }
  // A call with a JSON body and a JSON answer.
  Reply json(std::string_view method, std::string body) {
    Request request;
    request.body = {std::move(body)};
    return call(method, std::move(request));
  }

 private:
  TestHost& host_;
  const duet_plugin* table_;
  void* instance_ = nullptr;
};

}  // namespace duet::test
