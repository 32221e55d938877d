// Never compiled: the style test must find this.
asio::awaitable<void> bad() {
  const auto n = fast ? co_await first() : co_await second();
}
