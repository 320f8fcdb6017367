// The descriptor that Pistache's reactor forgets to close.
#pragma once

namespace duet::rest {

/// Each worker of an Aio::AsyncContext has an eventfd in its epoll set, by which Reactor::shutdown() ends it; nobody
/// closes it (Pistache 0.0.5). This finds it, or gives -1, by what Linux tells of the epoll set that holds exactly
/// `own`, `other` and it, each under its number as tag. Whoever asks may close it when the worker's thread has ended.
int find_shutdown_event(int own, int other);

}  // namespace duet::rest
