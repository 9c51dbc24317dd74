/** One server a folder: started, stopped and started again, whatever an editor does meanwhile. */

/** A server that runs or starts. */
export interface Server {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Makes the server of a folder, undefined where none shall run there. */
export type MakeServer = (folder: string) => Server | undefined;

export class Folders {
  private readonly servers = new Map<string, Server>();
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly make: MakeServer,
    private readonly complain: (folder: string, error: unknown) => void,
  ) {}

  /** The folders that a server runs for. */
  get running(): string[] {
    return [...this.servers.keys()];
  }

  /** Start servers for folders that have none, and stop those of folders that are gone. */
  set(folders: readonly string[]): Promise<void> {
    return this.afterwards(async () => {
      for (const folder of this.running.filter((known) => !folders.includes(known))) {
        await this.stop(folder);
      }
      for (const folder of folders.filter((wanted) => !this.servers.has(wanted))) {
        await this.begin(folder);
      }
    });
  }

  /** Start every server anew. */
  restart(folders: readonly string[]): Promise<void> {
    void this.set([]);
    return this.set(folders);
  }

  /** One thing after the other: a server that still starts cannot be stopped. */
  private afterwards(task: () => Promise<void>): Promise<void> {
    this.last = this.last.then(task);
    return this.last;
  }

  private async begin(folder: string): Promise<void> {
    try {
      const server = this.make(folder);
      if (server !== undefined) {
        await server.start();
        this.servers.set(folder, server);
      }
    } catch (error) {
      this.complain(folder, error);
    }
  }

  private async stop(folder: string): Promise<void> {
    const server = this.servers.get(folder);
    this.servers.delete(folder);
    try {
      await server?.stop();
    } catch (error) {
      this.complain(folder, error);
    }
  }
}
