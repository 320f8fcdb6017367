// Boxed<T>: an optional model on the heap, for models that contain themselves. Copies are deep.
//
//   struct Node { std::string name; duet::Boxed<Node> next; };
#pragma once

#include <memory>
#include <utility>

namespace duet {

// Empty or with one T, which it owns; otherwise like std::optional. T may be incomplete where the box is declared.
// Reading an empty box gives a T that is fresh, so that a chain of boxes can be read without a check at each step.
template <class T>
class Boxed {
 public:
  Boxed() = default;
  Boxed(T value) : value_(std::make_unique<T>(std::move(value))) {}
  Boxed(const Boxed& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
  Boxed(Boxed&&) noexcept = default;
  Boxed& operator=(const Boxed& other) {
    Boxed copy(other);
    value_.swap(copy.value_);
    return *this;
  }
  Boxed& operator=(Boxed&&) noexcept = default;
  ~Boxed() = default;

  bool has_value() const { return value_ != nullptr; }
  explicit operator bool() const { return has_value(); }

  const T& operator*() const { return value_ ? *value_ : none(); }
  const T* operator->() const { return &**this; }
  // Makes a T if there is none.
  T& operator*() { return value_ ? *value_ : emplace(); }
  T* operator->() { return &**this; }

  T& emplace() { return *(value_ = std::make_unique<T>()); }
  void reset() { value_.reset(); }

  friend bool operator==(const Boxed& a, const Boxed& b) {
    return a.has_value() == b.has_value() && (!a.has_value() || *a.value_ == *b.value_);
  }

 private:
  static const T& none() {
    static const T empty{};
    return empty;
  }

  std::unique_ptr<T> value_;
};

}  // namespace duet
