// Never compiled: the style test must find this.
asio::awaitable<void> bad() {
  co_await log(ok ? std::string("a") : text);
}
