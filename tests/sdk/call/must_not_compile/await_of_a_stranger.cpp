// 2 errors: a coroutine of a plugin can co_await a duet::Task
#include <duet/task.hpp>

duet::Task<int> task() {
  co_await std::suspend_always{};
  co_return 1;
}
