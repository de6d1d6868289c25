export declare const peersFolder: string;
