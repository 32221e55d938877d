// Never compiled: the style test must find this.
asio::awaitable<void> bad() {
  for (int i = 0; i < co_await count(); ++i) go();
}
