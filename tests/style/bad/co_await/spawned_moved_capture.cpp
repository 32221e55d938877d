void bad() {
  asio::co_spawn(
      io, work(),
      [&io, text = std::move(text)](std::exception_ptr) { io.stop(); });
}
