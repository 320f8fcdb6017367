// Where the plugins of this folder keep what they have: in memory, by id.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <duet/result.hpp>

namespace styles {

// `Record` has an id. Any number of threads.
template <class Record>
class Shelf {
 public:
  // `name` is that of one record, for errors: "Item".
  explicit Shelf(std::string_view name) : name_(name) {}

  // Calls change(record, others) for the new record under its id, or for the one that is there; what it returns is the
  // answer if it is an error.
  template <class Change>
  duet::Result<Record> insert(Record record, Change change) {
    const std::lock_guard lock(mutex_);
    if (duet::Status status = change(record, records_); !status.ok()) return status;
    record.id = ++last_id_;
    return records_.emplace(record.id, std::move(record)).first->second;
  }
  // Their ids, in the same order.
  std::vector<std::int32_t> insert_all(std::vector<Record> records) {
    const std::lock_guard lock(mutex_);
    std::vector<std::int32_t> ids;
    for (Record& record : records) {
      record.id = ++last_id_;
      ids.push_back(record.id);
      records_.emplace(record.id, std::move(record));
    }
    return ids;
  }
  template <class Change>
  duet::Result<Record> update(std::int32_t id, Change change) {
    const std::lock_guard lock(mutex_);
    const auto found = records_.find(id);
    if (found == records_.end()) return not_found();
    if (duet::Status status = change(found->second, records_); !status.ok()) return status;
    return found->second;
  }
  duet::Result<Record> find(std::int32_t id) const {
    const std::lock_guard lock(mutex_);
    const auto found = records_.find(id);
    if (found == records_.end()) return not_found();
    return found->second;
  }
  std::vector<Record> all() const {
    const std::lock_guard lock(mutex_);
    std::vector<Record> records;
    for (const auto& [id, record] : records_) records.push_back(record);
    return records;
  }
  duet::Status erase(std::int32_t id) {
    const std::lock_guard lock(mutex_);
    return records_.erase(id) == 1 ? duet::Status() : not_found();
  }

  // A page of up to `size` records behind the one that the token tells, and the token of the next page, if there is
  // one.
  duet::Result<std::pair<std::vector<Record>, std::string>> page(std::string_view token, std::int32_t size) const {
    std::int32_t after = 0;
    const char* const end = token.data() + token.size();
    const auto [rest, error] = std::from_chars(token.data(), end, after);
    if (!token.empty() && (error != std::errc() || rest != end || after < 0)) {
      return duet::invalid_argument("page_token is not a token of this list")
          .with_violation("page_token", "must be the next_page_token of the page before", "page_token");
    }
    const std::lock_guard lock(mutex_);
    std::pair<std::vector<Record>, std::string> page;
    for (auto next = records_.upper_bound(after); next != records_.end(); ++next) {
      if (page.first.size() == static_cast<std::size_t>(size)) {
        page.second = std::to_string(page.first.back().id);
        break;
      }
      page.first.push_back(next->second);
    }
    return page;
  }

 private:
  duet::Status not_found() const { return duet::not_found("{} not found", name_); }

  const std::string name_;
  mutable std::mutex mutex_;
  std::map<std::int32_t, Record> records_;  // guarded by mutex_
  std::int32_t last_id_ = 0;                // guarded by mutex_
};

// How many records are on a page of which the caller asked for `wanted`.
template <class Settings>
std::int32_t page_size(std::int32_t wanted, const Settings& settings) {
  return std::min(wanted == 0 ? settings.page_size_default : wanted, settings.page_size_max);
}

}  // namespace styles
