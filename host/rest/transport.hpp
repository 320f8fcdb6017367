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
#include <optional>
#include <vector>

#include "core/dispatcher.hpp"
#include "rest/connection.hpp"
#include "rest/options.hpp"
#include "rest/worker.hpp"

namespace duet::rest {

/// What the workers of one server share. Outlives them.
struct Shared {
  Shared(core::Dispatcher& d, RestOptions o) : dispatcher(d), options(std::move(o)) {}

  core::Dispatcher& dispatcher;
  const RestOptions options;
  std::atomic<Phase> phase{Phase::kServing};

  void connection_opened() { connections.fetch_add(1, std::memory_order_relaxed); }
  void connection_closed();
  void worker_drains();

  std::atomic<std::size_t> connections{0};
  std::mutex mutex;
  std::condition_variable changed;   // notified when `connections` falls to 0 and when a worker begins to drain
  std::size_t workers_draining = 0;  // guarded by mutex: those that have looked after all new peers since
};

/// One worker's reactor handler. Pistache accepts, hands each socket to a worker's epoll loop and calls onReady()
/// there; reading, parsing and writing happen here, with the socket level-triggered. Nothing of Pistache is called from
/// another thread, and nothing thrown reaches it.
class Transport final : public Pistache::Tcp::Transport {
 public:
  /// `shared` outlives the transport and its clones. Only clones, which Pistache makes, do work.
  Transport(Shared& shared, const std::shared_ptr<Pistache::Tcp::Handler>& handler);
  /// Closes the connections that are left. Runs when the worker's thread has ended.
  ~Transport() override;

  std::shared_ptr<Pistache::Aio::Handler> clone() const override;
  void registerPoller(Pistache::Polling::Epoll& poller) override;
  void onReady(const Pistache::Aio::FdSet& fds) override;

  /// Called by the handler for each new peer, from within onReady().
  void arrived(const std::shared_ptr<Pistache::Tcp::Peer>& peer) { arrived_.push_back(peer); }

 private:
  using Event = Pistache::Aio::FdSet::Entry;
  struct Client;  // a connection and its socket

  Client* client_at(int fd) const;
  void handle_events(const Pistache::Aio::FdSet& fds);
  void on_client(Client& client, const Event& event);
  void on_foreign(const Event& event);
  void on_answers();
  void on_tick();

  void deliver_to_base(Pistache::Polling::Event event);
  void admit_arrived();
  void admit(const std::shared_ptr<Pistache::Tcp::Peer>& peer);
  void turn_away(const std::shared_ptr<Pistache::Tcp::Peer>& peer);

  /// Each gives false when the client is gone and must not be touched again.
  bool read(Client& client);
  bool flush(Client& client);
  bool settle(Client& client);
  bool discard_input(Client& client);
  void close(Client& client);

  Shared& shared_;
  int wake_fd_ = -1;
  int timer_fd_ = -1;
  std::unique_ptr<Worker> worker_;
  std::vector<std::unique_ptr<Client>> clients_;  // by descriptor
  std::vector<std::shared_ptr<Pistache::Tcp::Peer>> arrived_;
  std::vector<char> scratch_;  // what is read before a connection has looked at it
  std::vector<Answer> answers_;
  std::vector<std::size_t> foreign_;
  // The tag by which Pistache tells this worker of new peers. Its wake-up can get lost, so it is repeated.
  std::optional<Pistache::Polling::Tag> handover_;
  std::uint32_t serial_ = 0;
  bool draining_ = false;
  std::int64_t now_ns_ = 0;
};

/// Tells the transport of new peers; everything else it does itself.
class PeerHandler final : public Pistache::Tcp::Handler {
 public:
  PROTOTYPE_OF(Pistache::Tcp::Handler, PeerHandler)

  void onInput(const char*, std::size_t, const std::shared_ptr<Pistache::Tcp::Peer>&) override {}
  void onConnection(const std::shared_ptr<Pistache::Tcp::Peer>& peer) override;
};

}  // namespace duet::rest
