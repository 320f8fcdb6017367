// Pistache's part of the door: the sockets and threads under the connections.
#pragma once

#include <pistache/peer.h>
#include <pistache/tcp.h>
#include <pistache/transport.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "core/dispatcher.hpp"
#include "net/descriptor.hpp"
#include "rest/options.hpp"
#include "rest/peer.hpp"
#include "rest/worker.hpp"

namespace duet::rest {

/// What the workers of one server share. Outlives them.
struct Shared {
  Shared(core::Dispatcher& d, RestOptions o) : dispatcher(d), options(std::move(o)) {}

  core::Dispatcher& dispatcher;
  const RestOptions options;
  std::atomic<Phase> phase{Phase::kServing};

  std::atomic<std::size_t> connections{0};
  std::mutex mutex;
  std::condition_variable changed;  // notified when `connections` falls to 0
};

/// The place of one client among those of the server and of its worker, from being accepted to its end.
class Seat {
 public:
  Seat(Shared& shared, std::atomic<std::size_t>& worker);
  Seat(Seat&& other) noexcept : shared_(std::exchange(other.shared_, nullptr)), worker_(other.worker_) {}
  ~Seat();

 private:
  Shared* shared_;
  std::atomic<std::size_t>* worker_;
};

/// One worker's reactor handler. Pistache gives the thread and its epoll loop, which calls onReady(); reading, parsing
/// and writing happen there, with the sockets level-triggered. Clients come by take(), from another thread. Nothing
/// of Pistache is called from another thread, and nothing thrown reaches it.
class Transport final : public Pistache::Tcp::Transport {
 public:
  /// `shared` outlives the transport and its clones. Only clones, which Pistache makes, do work.
  explicit Transport(Shared& shared);
  /// Closes the connections that are left. Runs when the worker's thread has ended.
  ~Transport() override;

  std::shared_ptr<Pistache::Aio::Handler> clone() const override;
  void registerPoller(Pistache::Polling::Epoll& poller) override;
  void onReady(const Pistache::Aio::FdSet& fds) override;

  /// Serves the client of `socket`, which came by `listener`, one of the options'. Any thread.
  void take(net::Descriptor socket, const ListenerOptions& listener, Peer peer);
  /// How many clients this worker has. Any thread.
  std::size_t load() const { return load_.load(std::memory_order_relaxed); }

 private:
  using Event = Pistache::Aio::FdSet::Entry;
  struct Client;  // a connection and its socket
  struct Newcomer {
    Seat seat;
    net::Descriptor socket;
    const ListenerOptions* listener;
    Peer peer;
  };

  void wake() const;
  Client* client_at(int fd) const;
  void handle_events(const Pistache::Aio::FdSet& fds);
  void on_client(Client& client, const Event& event);
  void on_answers();
  void on_newcomers();
  void on_tick();
  void admit(Newcomer newcomer);

  /// Calls `work` for the client; if that throws, only this client is closed.
  template <class Work>
  void guard(Client& client, Work&& work);

  /// Each gives false when the client is gone and must not be touched again.
  bool read(Client& client);
  bool flush(Client& client);
  bool settle(Client& client);
  bool discard_input(Client& client);
  void close(Client& client);

  Shared& shared_;
  std::atomic<std::size_t> load_{0};
  std::mutex newcomers_mutex_;
  std::vector<Newcomer> newcomers_;  // guarded by newcomers_mutex_

  net::Descriptor wake_event_;
  net::Descriptor timer_;
  net::Descriptor shutdown_event_;  // Pistache's own
  std::unique_ptr<Worker> worker_;
  std::vector<std::unique_ptr<Client>> clients_;  // by descriptor
  std::vector<char> scratch_;                     // what is read before a connection has looked at it
  std::vector<Answer> answers_;
  std::vector<Newcomer> arrived_;
  std::uint32_t serial_ = 0;
  std::int64_t now_ns_ = 0;
};

}  // namespace duet::rest
