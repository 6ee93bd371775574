#include "server/watch/stream.h"

namespace taqvim::watch {

void StreamList::Add(Stream& stream) {
  Remove(stream);
  stream.list_ = this;
  stream.list_index_ = static_cast<int>(streams_.size());
  streams_.push_back(&stream);
}

void StreamList::Remove(Stream& stream) {
  if (stream.list_ == nullptr) return;
  std::vector<Stream*>& streams = stream.list_->streams_;
  Stream* last = streams.back();
  last->list_index_ = stream.list_index_;
  streams[stream.list_index_] = last;
  streams.pop_back();
  stream.list_ = nullptr;
}

std::vector<Stream*> StreamList::TakeAll() {
  for (Stream* stream : streams_) stream->list_ = nullptr;
  return std::exchange(streams_, {});
}

}  // namespace taqvim::watch
