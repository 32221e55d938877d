void bad() {
  asio::co_spawn(io, [text]() -> asio::awaitable<void> { return say(text); }, asio::detached);
}
