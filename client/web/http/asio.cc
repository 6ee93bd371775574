// What of Asio needs no types of ours, compiled once; it is a part of loop.h.
#include <boost/asio/impl/src.hpp>
