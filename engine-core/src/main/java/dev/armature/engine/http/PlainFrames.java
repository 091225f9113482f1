package dev.armature.engine.http;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketServerCompressionHandler;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Takes the compression of WebSockets out of all connections. What a client sends is short, and a
 * frame within its limit could unpack to a thousand times that; and whoever never opens a WebSocket
 * pays for its being asked for with each request.
 */
@Singleton
final class PlainFrames implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {

    @Override
    public NettyServerCustomizer.Registry onCreated(
            BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        NettyServerCustomizer.Registry registry = event.getBean();
        registry.register(new OfChannel(null));
        return registry;
    }

    private record OfChannel(@Nullable Channel channel) implements NettyServerCustomizer {

        @Override
        public NettyServerCustomizer specializeForChannel(Channel opened, ChannelRole role) {
            return new OfChannel(opened);
        }

        @Override
        public void onStreamPipelineBuilt() {
            if (channel != null
                    && channel.pipeline().get(WebSocketServerCompressionHandler.class) != null) {
                channel.pipeline().remove(WebSocketServerCompressionHandler.class);
            }
        }
    }
}
