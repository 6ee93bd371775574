// What a write leaves waiting for the approval of others.
#pragma once

#include <string>
#include <vector>

#include "client/cli/contract/catalog.h"
#include "client/cli/contract/contract.h"
#include "google/protobuf/message.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::cli {

// Whether the event is to be confirmed, or to move, when others have approved it.
bool IsAwaiting(const v1::Event& event);

// Of the events in an answer of the method that wait, who has still to approve which booking;
// the catalog says for which methods that is told.
std::vector<std::string> WhoMustApprove(const Catalog& catalog,
                                        const google::protobuf::MethodDescriptor& method,
                                        const google::protobuf::Message& response);

// Whether something that the request asked for waits now, so that it is accepted and not done.
// The catalog says by which field a request asks for what others may have to approve. Of a batch,
// each write is a request.
bool LeavesWaiting(const Catalog& catalog, const Contract& contract,
                   const google::protobuf::MethodDescriptor& method,
                   const google::protobuf::Message& request,
                   const google::protobuf::Message& response);

}  // namespace taqvim::cli
