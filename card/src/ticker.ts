/** A clock for an element: it renders anew every so often, and only while somebody looks. */

import type { ReactiveController, ReactiveControllerHost } from "lit";

export class Ticker implements ReactiveController {
  private timer: ReturnType<typeof setInterval> | undefined;
  private everyMs = 30_000;
  private connected = false;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  set every(ms: number) {
    if (ms === this.everyMs) return;
    this.everyMs = ms;
    if (this.connected) this.start();
  }

  hostConnected(): void {
    this.connected = true;
    this.start();
  }

  hostDisconnected(): void {
    this.connected = false;
    clearInterval(this.timer);
  }

  private start(): void {
    clearInterval(this.timer);
    this.timer = setInterval(() => this.host.requestUpdate(), this.everyMs);
  }
}
