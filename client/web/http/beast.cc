// What of Asio and Beast needs no types of ours, compiled once; it is a part of loop.h, and
// request_reader.cc uses it, too.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
