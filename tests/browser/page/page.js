import './event_source.js';
import './websocket.js';
import './grpc_web.js';
import './connect.js';
